import { constants } from 'node:os';
import { onStopSignal, type StopSignal } from '../terminal/signals.js';

type Signal = StopSignal | 'SIGPIPE';
const SIGNAL_EXIT = 128;

/** Somebody wants us to stop. */
export class Interruption extends Error {
  /** As shells count it. */
  readonly exitCode: number;

  constructor(signal: Signal) {
    super(`interrupted by ${signal}`);
    this.exitCode = SIGNAL_EXIT + constants.signals[signal];
  }
}

/** Rejects at the first signal. Later ones end nothing by themselves, because the cleaning up is under way. */
export function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    onStopSignal((signal) => reject(new Interruption(signal)));
    // Whoever read our output has gone, as `head` does. Node ignores the signal and reports an error instead.
    process.stdout.on('error', () => reject(new Interruption('SIGPIPE')));
  });
}
