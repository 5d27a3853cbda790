import { constants } from 'node:os';
import { onStopSignal, type StopSignal } from '../terminal/signals.js';

type Signal = StopSignal | 'SIGPIPE';
const SIGNAL_EXIT = 128;

/** Thrown when the user stops the demo. */
export class Interruption extends Error {
  /** Exit code that shells expect for this signal. */
  readonly exitCode: number;

  constructor(signal: Signal) {
    super(`interrupted by ${signal}`);
    this.exitCode = SIGNAL_EXIT + constants.signals[signal];
  }
}

/**
 * Returns a promise that rejects at the first stop signal. Later signals are ignored, because the demo is then cleaning
 * up.
 */
export function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    onStopSignal((signal) => reject(new Interruption(signal)));
    // The reader of our output has ended, as `head` does. Node ignores SIGPIPE and reports this error.
    process.stdout.on('error', () => reject(new Interruption('SIGPIPE')));
  });
}
