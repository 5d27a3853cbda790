import { setImmediate as endOfTurn } from 'node:timers/promises';

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Carries items out in groups, one group at a time: what arrives while a group is under way is the next one. There is no
 * timer, so an item that finds nothing under way waits for nothing but the others of the same turn of the event loop.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private busy = false;

  /**
   * `carryOut` is one transaction and answers in the order of its items. `splits` says of an error whether it may be one
   * member's alone: then each member is carried out by itself, so that a conflict fails only the item it belongs to.
   */
  constructor(
    private readonly carryOut: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly splits: (error: unknown) => boolean,
    private readonly limit = 256,
  ) {}

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
      // Whatever this turn of the event loop still brings belongs to the group.
      await endOfTurn();
      const group = this.waiting.splice(0, this.limit);
      await this.settle(group);
    }
    this.busy = false;
  }

  private async settle(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.carryOut(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      this.fail(group, error);
    }
  }

  private fail(group: readonly Waiting<Item, Result>[], error: unknown): void {
    const alone = group.length > 1 && this.splits(error);
    for (const member of group) {
      if (alone) void this.settle([member]);
      else member.reject(error);
    }
  }
}
