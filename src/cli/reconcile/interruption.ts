import { onStopSignal } from '../../terminal/signals.js';

const EXIT_ERROR = 1;
/** Milliseconds that the end of a run may take, in addition to the longest POST in progress. */
const CLOSING_MS = 15_000;

/**
 * Calls `drain` at the first stop signal. A second signal, or a drain that takes too long, ends the process at once.
 * The next run recovers the work in progress. Returns a function that removes the listeners.
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
