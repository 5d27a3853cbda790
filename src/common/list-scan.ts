interface Page<Item> {
  readonly items: readonly Item[];
}

/** Most items kept for one reference. Two are already an error; the limit bounds the memory if a list never ends. */
const MAX_FOUND = 100;

interface Scan<Item> {
  readonly wanted: Set<string>;
  readonly found: Promise<ReadonlyMap<unknown, Item[]>>;
}

/**
 * Finds items by reference in an account's whole list. All callers share one scan at a time. A caller that asks while a
 * scan is running waits for the next one: a half-read list proves nothing about a payout sent since it began.
 */
export class ListScan<Item extends { readonly reference?: unknown }> {
  private last: Promise<unknown> = Promise.resolve();
  private waiting: Scan<Item> | null = null;

  /** `pages` must throw `ProviderReadError` unless it reads the list to its end with every line readable. */
  constructor(private readonly pages: () => AsyncIterable<Page<Item>>) {}

  /**
   * Returns all items with this reference.
   * @throws ProviderReadError if the list was not read to its end
   */
  async find(reference: string): Promise<Item[]> {
    this.waiting ??= this.schedule();
    this.waiting.wanted.add(reference);
    const found = await this.waiting.found;
    return found.get(reference) ?? [];
  }

  private schedule(): Scan<Item> {
    const wanted = new Set<string>();
    const found = this.last.then(() => {
      this.waiting = null;
      return this.collect(wanted);
    });
    this.last = found.catch(() => undefined);
    return { wanted, found };
  }

  private async collect(wanted: ReadonlySet<string>): Promise<ReadonlyMap<unknown, Item[]>> {
    const found = new Map<unknown, Item[]>([...wanted].map((reference) => [reference, []]));
    for await (const { items } of this.pages()) {
      for (const item of items) {
        const same = found.get(item.reference);
        if (same !== undefined && same.length < MAX_FOUND) same.push(item);
      }
    }
    return found;
  }
}
