import { setImmediate as endOfTurn } from 'node:timers/promises';

/** Far below the 50 ms for which nobody else may have to wait. */
const SLICE_MS = 10;

/** Does `work` for each item in turn and lets others have theirs every 10 ms. */
export async function inSlices<Item>(items: Iterable<Item>, work: (item: Item, index: number) => void): Promise<void> {
  let begun = performance.now();
  let index = 0;
  for (const item of items) {
    work(item, index);
    index += 1;
    if (performance.now() - begun < SLICE_MS) continue;
    await endOfTurn();
    begun = performance.now();
  }
}
