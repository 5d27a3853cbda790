/** Maximum number of bytes that wait until the reader of the log takes them, 1 MiB. Further lines are dropped. */
const MAX_WAITING_BYTES = 1_048_576;

/** Members of a stream that the log uses. */
export interface LogStream {
  readonly writableLength: number;
  write(line: string, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** Function that logs how many lines were lost, and why. */
export type TellLost = (lines: number, reason: string) => void;

/**
 * Writes log lines to a stream. It never blocks and never fails, even if the reader is gone or slow, or the disk is
 * full. Lines that cannot be written are dropped and counted. Their number is logged when writing works again.
 */
export class LogOutput {
  /** Number of lost lines that no written line has reported yet. */
  private lost = 0;
  /** Reason of the last loss, such as an error code. Empty if there was none. */
  private reason = '';
  /** Number of lost lines that the next line reports. 0 if it is an ordinary line. */
  private toTell = 0;
  /** Number of lost lines in reports that are being written. */
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

  /**
   * Records that a line was lost. If the line reported `told` lost lines, it is not counted itself, and the `told`
   * lines are reported again later.
   */
  private lose(told: number, reason: string): void {
    if (told === 0) this.lost += 1;
    this.reason = reason;
  }

  /**
   * Records that a line was written, which reported `told` lost lines. If more lines were lost and no report is being
   * written, logs a new report.
   */
  private taken(told: number): void {
    this.lost -= told;
    if (this.lost === 0 || this.telling > 0) return;
    this.toTell = this.lost;
    this.tellLost(this.lost, this.reason);
  }
}

/**
 * Ignores the errors of a stream, such as a closed pipe. An error of a stream without a listener would end the process.
 */
export function surviveFailing(stream: Pick<LogStream, 'on'>): void {
  stream.on('error', () => undefined);
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
