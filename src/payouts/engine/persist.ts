import { Logger } from '@nestjs/common';

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;

const logger = new Logger('Worker');

/**
 * Runs `unit` until it succeeds, to store a provider's answer that exists only in this process.
 *
 * It repeats after any error. `unit` must therefore notice if an earlier run was committed although the COMMIT got no
 * response. At the end of a shutdown, `abandoned` returns true and the retries stop. The lease then expires and the
 * payout is looked up. The first failure and the later success are logged.
 */
export async function persist(unit: () => Promise<unknown>, abandoned: () => boolean): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const error = await unit().then(
      () => null,
      (thrown: unknown) => thrown ?? new Error('unknown error'),
    );
    if (error === null) return tries > 0 ? logger.log('an answer of a provider is written down at last') : undefined;
    if (abandoned()) throw error;
    if (tries === 0) logger.error(`an answer of a provider cannot be written down yet: ${messageOf(error)}`);
    await new Promise((resolve) =>
      setTimeout(resolve, Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), MAX_PAUSE_MS)),
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
