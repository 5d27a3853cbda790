import { setImmediate as endOfTurn } from 'node:timers/promises';

/**
 * Calls `work` with at most `size` items at a time, in order. If there are several such pieces, lets other requests run
 * after each, because no request may wait longer than 50 ms.
 */
export async function inPieces<Item>(
  items: readonly Item[],
  size: number,
  work: (piece: readonly Item[]) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += size) {
    await work(items.slice(from, from + size));
    if (items.length > size) await endOfTurn();
  }
}
