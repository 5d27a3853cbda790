import { Logger } from '@nestjs/common';

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;

const logger = new Logger('Worker');

/**
 * Writes down what a provider answered, whatever the database says meanwhile: the answer exists only here, so no error
 * lets it be given up, not a lock, not a right that was taken away, not a lost race. The unit must be able to run again
 * after a COMMIT that happened unnoticed. Ends without it only when `abandoned` says that the process waits no longer;
 * then the lease ends, and the payout is looked up. Says once when it begins to try again, and once when it is done.
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
