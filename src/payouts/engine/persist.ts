import { Logger } from '@nestjs/common';

/** Pause in milliseconds before a failed `unit` runs again. It doubles each time, up to `MAX_PAUSE_MS`. */
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;

const logger = new Logger('Worker');
/**
 * Provider answers that could not be stored yet. They are counted, so that the log tells only when the first begins to
 * wait and when none waits any more.
 */
const waiting = new Set<symbol>();

/**
 * Runs `unit`, which stores a provider's answer, until it succeeds. The answer exists only in this process.
 *
 * It repeats after any error. An error may hide a COMMIT that succeeded, so `unit` must notice if an earlier run was
 * committed. At the end of a shutdown, `abandoned` returns true and the repetitions stop. The payout's lease (the time
 * for which this process owns it) then runs out, and the payout is looked up at the provider.
 * @throws the last error if `abandoned` returns true
 */
export async function persist(unit: () => Promise<unknown>, abandoned: () => boolean): Promise<void> {
  const waits = Symbol('an answer');
  try {
    await repeat(unit, abandoned, waits);
  } finally {
    if (waiting.delete(waits) && waiting.size === 0) logger.log('no answer of a provider waits to be written down');
  }
}

async function repeat(unit: () => Promise<unknown>, abandoned: () => boolean, waits: symbol): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const error = await unit().then(
      () => null,
      (thrown: unknown) => thrown ?? new Error('unknown error'),
    );
    if (error === null) return;
    if (abandoned()) throw error;
    if (waiting.size === 0) logger.error(`answers of providers cannot be written down yet: ${messageOf(error)}`);
    waiting.add(waits);
    await new Promise((resolve) =>
      setTimeout(resolve, Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), MAX_PAUSE_MS)),
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
