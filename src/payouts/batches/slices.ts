import { setImmediate as endOfTurn } from 'node:timers/promises';

/** Milliseconds of work without a pause. Far below 50 ms, the longest that other requests may wait. */
const SLICE_MS = 10;

/** Calls `work` for each item in order. Lets other work run every 10 ms. */
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
