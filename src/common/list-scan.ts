interface Page<Item> {
  readonly items: readonly Item[];
}

/**
 * The most items kept for one reference. More than one is already an error; 100 limit the memory if a list never ends.
 */
const MAX_FOUND = 100;

interface Scan<Item> {
  readonly wanted: Set<string>;
  readonly found: Promise<ReadonlyMap<unknown, Item[]>>;
}

/**
 * Finds items by reference in a list that can only be read page by page. Concurrent callers share one scan of the list.
 *
 * A caller that arrives during a scan waits for the next one. The running scan may have passed the place where a payout
 * sent since then would appear.
 */
export class ListScan<Item extends { readonly reference?: unknown }> {
  private last: Promise<unknown> = Promise.resolve();
  private waiting: Scan<Item> | null = null;

  /**
   * `pages` reads the whole list. It must throw `ProviderReadError` if it does not reach the end or cannot read an
   * item.
   */
  constructor(private readonly pages: () => AsyncIterable<Page<Item>>) {}

  /**
   * Returns all items with this reference, at most 100.
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
