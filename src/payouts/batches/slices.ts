import { setImmediate as endOfTurn } from 'node:timers/promises';

/** Milliseconds of work after which other requests may run. No request should wait longer than 50 ms. */
const SLICE_MS = 10;

/**
 * Calls `work` for each item in order. Lets other requests run every 10 ms, so that a large batch does not block them.
 */
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
