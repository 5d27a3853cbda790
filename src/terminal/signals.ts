/** Signals by which people (Ctrl-C, a closed terminal) and process managers end a program. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopSignal = (typeof STOP_SIGNALS)[number];

/**
 * Calls `handle` at each stop signal, by default SIGINT, SIGTERM and SIGHUP. The signal then no longer ends the
 * process. Returns a function that removes the listeners.
 */
export function onStopSignal(
  handle: (signal: StopSignal) => void,
  signals: readonly StopSignal[] = STOP_SIGNALS,
): () => void {
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
