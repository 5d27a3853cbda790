interface Page<Item> {
  readonly items: readonly Item[];
}

/**
 * Maximum number of items that are returned for one reference. Two items with the same reference are already an error.
 * The limit protects the memory if a list never ends.
 */
const MAX_FOUND = 100;

/** One reading of the whole list: the references to find, and the promise of the items found for each reference. */
interface Scan<Item> {
  readonly wanted: Set<string>;
  readonly found: Promise<ReadonlyMap<unknown, Item[]>>;
}

/**
 * Finds items by reference in a list that can only be read page by page. Concurrent callers share one scan of the list.
 *
 * A caller that arrives during a scan waits for the next scan. Its payout may have been sent after the running scan
 * began, and may be on a page that this scan has already read.
 */
export class ListScan<Item extends { readonly reference?: unknown }> {
  /** Promise of the last scheduled scan. The next one starts after it. */
  private last: Promise<unknown> = Promise.resolve();
  /** Scan that has not started yet, so that callers can still join it. Null if there is none. */
  private waiting: Scan<Item> | null = null;

  /**
   * `pages` reads the list from its first page. It must throw `ProviderReadError` if it does not reach the end of the
   * list or cannot read an item.
   */
  constructor(private readonly pages: () => AsyncIterable<Page<Item>>) {}

  /**
   * Returns all items with this reference, at most 100. An empty result means that the whole list has none.
   * @throws ProviderReadError if the list was not read to its end
   */
  async find(reference: string): Promise<Item[]> {
    this.waiting ??= this.schedule();
    this.waiting.wanted.add(reference);
    const found = await this.waiting.found;
    return found.get(reference) ?? [];
  }

  /** Prepares a scan that starts when the last one has ended. */
  private schedule(): Scan<Item> {
    const wanted = new Set<string>();
    const found = this.last.then(() => {
      this.waiting = null;
      return this.collect(wanted);
    });
    this.last = found.catch(() => undefined);
    return { wanted, found };
  }

  /** Reads the whole list and returns the items of each wanted reference. */
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
