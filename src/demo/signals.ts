import { constants } from 'node:os';
import { onStopSignal, type StopSignal } from '../terminal/signals.js';

type Signal = StopSignal | 'SIGPIPE';
const SIGNAL_EXIT = 128;

/** Thrown if the user stops the demo. */
export class Interruption extends Error {
  /** The exit code that shells expect for the signal. */
  readonly exitCode: number;

  constructor(signal: Signal) {
    super(`interrupted by ${signal}`);
    this.exitCode = SIGNAL_EXIT + constants.signals[signal];
  }
}

/** Rejects at the first stop signal. Later signals are ignored, because the clean-up is running. */
export function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    onStopSignal((signal) => reject(new Interruption(signal)));
    // The reader of our output has ended, as `head` does. Node ignores the signal and reports an error instead.
    process.stdout.on('error', () => reject(new Interruption('SIGPIPE')));
  });
}
