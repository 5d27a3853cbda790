import { onStopSignal } from '../../terminal/signals.js';

const EXIT_ERROR = 1;
/**
 * Maximum time for the end of a run in milliseconds, in addition to the longest POST in progress, whose outcome must be
 * stored.
 */
const CLOSING_MS = 15_000;

/**
 * Calls `drain` at the first stop signal, so that the run ends in order. A second signal, or a drain that takes longer
 * than `submitTimeoutMs` and 15 seconds, ends the process at once with the exit code 1; the next run then continues the
 * work in progress. Returns a function that removes the listeners.
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
