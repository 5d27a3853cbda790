/** The most bytes that wait for the reader of the log, 1 MiB. Further lines are dropped. */
const MAX_WAITING_BYTES = 1_048_576;

/** The members of a stream that the log uses. */
export interface LogStream {
  readonly writableLength: number;
  write(line: string, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** Logs how many lines were lost, and why. */
export type TellLost = (lines: number, reason: string) => void;

/**
 * Writes log lines to a stream. It never blocks and never fails, even if the reader is gone or slow or the disk is
 * full. Lines that cannot be written are dropped and counted. The count is logged once writing works again.
 */
export class LogOutput {
  private lost = 0;
  private reason = '';
  /** Number of lost lines that the next line reports. `telling` counts those in reports still being written. */
  private toTell = 0;
  private telling = 0;

  constructor(
    private readonly stream: LogStream,
    private readonly tellLost: TellLost,
  ) {
    surviveFailing(stream);
  }

  write(line: string): void {
    const told = this.toTell;
    this.toTell = 0;
    if (this.stream.writableLength > MAX_WAITING_BYTES) {
      this.lose(told, 'nobody reads it');
      return;
    }
    this.telling += told;
    this.stream.write(line, (error) => {
      this.telling -= told;
      if (error) this.lose(told, codeOf(error));
      else this.taken(told);
    });
  }

  /** Counts a lost line. If it reported earlier losses, these are reported again later. */
  private lose(told: number, reason: string): void {
    if (told === 0) this.lost += 1;
    this.reason = reason;
  }

  private taken(told: number): void {
    this.lost -= told;
    if (this.lost === 0 || this.telling > 0) return;
    this.toTell = this.lost;
    this.tellLost(this.lost, this.reason);
  }
}

/** Ignores errors of a stream. Without a listener, a stream error ends the process. */
export function surviveFailing(stream: Pick<LogStream, 'on'>): void {
  stream.on('error', () => undefined);
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
