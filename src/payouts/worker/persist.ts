import { CommitUnknownError, DatabaseUnavailableError } from '../storage/storage.errors.js';

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5_000;

/**
 * Writes down what a provider answered, for as long as the database is away: the answer exists only here. The unit must
 * be able to run again after a COMMIT that happened unnoticed. Ends when `abandoned` says so; then the lease ends, and
 * the payout is looked up.
 */
export async function persist(unit: () => Promise<void>, abandoned: () => boolean): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
    try {
      await unit();
      return;
    } catch (error) {
      const away = error instanceof DatabaseUnavailableError || error instanceof CommitUnknownError;
      if (!away || abandoned()) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
