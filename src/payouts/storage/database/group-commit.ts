import { setImmediate as endOfTurn } from 'node:timers/promises';

/**
 * Maximum number of items that run at the same time after their group has failed. Each of them then has its own
 * transaction.
 */
const ALONE_AT_ONCE = 4;

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Processes items in groups, so that many items share one transaction. One group runs at a time; items that arrive
 * during it form the next group. There is no timer: a single item waits only for the end of the current turn of the
 * event loop.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private busy = false;

  /**
   * `carryOut` runs one transaction and returns the results in the order of the items. If a group of several items
   * fails, `splits` gets the error and returns true if one item may be the cause. Each item then runs alone, so that
   * only that item fails. `watch` is called after each successful group with its items and its duration in seconds.
   * `limit` is the maximum number of items in a group.
   */
  constructor(
    private readonly carryOut: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly splits: (error: unknown) => boolean,
    private readonly watch: (items: readonly Item[], seconds: number) => void = () => undefined,
    private readonly limit = 256,
  ) {}

  /**
   * Adds an item to the next group. Resolves with its result after the group was carried out. Rejects with the error of
   * the group or, if the group was split, with the error of this item alone.
   */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.busy) return;
      this.busy = true;
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      // Waits for items that the rest of this turn of the event loop adds.
      await endOfTurn();
      const group = this.waiting.splice(0, this.limit);
      await this.settle(group);
    }
    this.busy = false;
  }

  private async settle(group: readonly Waiting<Item, Result>[]): Promise<void> {
    const begun = performance.now();
    try {
      const items = group.map(({ item }) => item);
      const results = await this.carryOut(items);
      this.watch(items, (performance.now() - begun) / 1_000);
      group.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      this.fail(group, error);
    }
  }

  private fail(group: readonly Waiting<Item, Result>[], error: unknown): void {
    if (group.length > 1 && this.splits(error)) this.settleAlone(group);
    else for (const member of group) member.reject(error);
  }

  /** Runs each member alone, a few at a time, so that a large group does not take every connection of the pool. */
  private settleAlone(group: readonly Waiting<Item, Result>[]): void {
    const left = group.values();
    const next = async (): Promise<void> => {
      for (const member of left) await this.settle([member]);
    };
    for (let count = 0; count < ALONE_AT_ONCE; count += 1) void next();
  }
}
