import { constants } from 'node:os';
import { onStopSignal, type StopSignal } from '../terminal/signals.js';

type Signal = StopSignal | 'SIGPIPE';
const SIGNAL_EXIT = 128;

/** Error that ends the demo when the user stops it, or when nobody reads its output any more. */
export class Interruption extends Error {
  /** Exit code that shells use for a process ended by this signal: 128 plus its number, such as 130 for SIGINT. */
  readonly exitCode: number;

  constructor(signal: Signal) {
    super(`interrupted by ${signal}`);
    this.exitCode = SIGNAL_EXIT + constants.signals[signal];
  }
}

/**
 * Returns a promise that rejects with an `Interruption` at the first stop signal, or when the standard output cannot be
 * written. It never resolves. Later signals are ignored, because the demo is then cleaning up.
 */
export function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    onStopSignal((signal) => reject(new Interruption(signal)));
    // The reader of the output has ended, as `head` does. Node ignores SIGPIPE and reports this error instead.
    process.stdout.on('error', () => reject(new Interruption('SIGPIPE')));
  });
}
