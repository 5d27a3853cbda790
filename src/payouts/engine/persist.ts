import { Logger } from '@nestjs/common';

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;

const logger = new Logger('Worker');
/** The answers that wait to be written down. A set, so that a whole group that waits is told once. */
const waiting = new Set<symbol>();

/**
 * Runs `unit` until it succeeds, to store a provider's answer that exists only in this process.
 *
 * It repeats after any error. `unit` must therefore notice if an earlier run was committed although the COMMIT got no
 * response. At the end of a shutdown, `abandoned` returns true and the retries stop. The lease then expires and the
 * payout is looked up. The log tells when the first answer begins to wait and when none waits any more.
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
