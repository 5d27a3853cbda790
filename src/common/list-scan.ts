interface Page<Item> {
  readonly items: readonly Item[];
}

/** Of one reference: two are one too many already, and a list may never end. */
const MAX_FOUND = 100;

interface Scan<Item> {
  readonly wanted: Set<string>;
  readonly found: Promise<ReadonlyMap<unknown, Item[]>>;
}

/**
 * Reads an account's whole list for everyone who looks for a reference: one scan at a time, and one that begins after
 * the question was asked, because a list that was half read then proves nothing about a payout sent since.
 */
export class ListScan<Item extends { readonly reference?: unknown }> {
  private last: Promise<unknown> = Promise.resolve();
  private waiting: Scan<Item> | null = null;

  /** `pages` throws `ProviderReadError` unless it comes to the end of the list with every line of it readable. */
  constructor(private readonly pages: () => AsyncIterable<Page<Item>>) {}

  /** All that bear this reference. @throws ProviderReadError when the scan did not reach the end of the list */
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
