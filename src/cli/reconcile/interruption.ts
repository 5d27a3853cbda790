import { onStopSignal } from '../../terminal/signals.js';

const EXIT_ERROR = 1;
/**
 * After a stop signal: time in milliseconds for storing outcomes and ending, in addition to the time limit of a POST.
 */
const CLOSING_MS = 15_000;

/**
 * Calls `drain` at the first stop signal, so that the work in progress is finished. The process ends at once with the
 * exit code 1 at a second signal, or if `drain` takes more than 15 seconds longer than `submitTimeoutMs`. The next run
 * then continues the unfinished work. Returns a function that removes the listeners.
 */
export function onInterruption(drain: () => Promise<void>, submitTimeoutMs: number): () => void {
  let draining = false;
  const listen = (): void => {
    if (draining) process.exit(EXIT_ERROR);
    draining = true;
    setTimeout(() => process.exit(EXIT_ERROR), submitTimeoutMs + CLOSING_MS).unref();
    void drain();
  };
  return onStopSignal(listen);
}
