import { randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';

/** Random numbers that were drawn in advance. Drawing them for each id takes four times as long. */
const random = new Uint32Array(1_024);
let used = random.length;

function nextUint32(): number {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const number = random[used] ?? 0;
  used += 1;
  return number;
}

const ids = new V7Generator({ nextUint32 });

/**
 * Returns a new UUIDv7. Each id of this process is greater than all earlier ones, unless the clock was set back by more
 * than 10 seconds.
 */
export function newId(): string {
  return ids.generate().toString();
}
