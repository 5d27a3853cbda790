import { onStopSignal } from '../../terminal/signals.js';

const EXIT_ERROR = 1;
/** What closing takes besides the longest POST in flight. */
const CLOSING_MS = 15_000;

/**
 * Calls `drain` at the first signal. A second one, or a drain that hangs, ends the process at once: whatever was under
 * way is recovered by the next run. Answers the function that stops listening.
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
