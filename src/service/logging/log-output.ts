/** What a reader that stands still may leave waiting; more is lost. */
const MAX_WAITING_BYTES = 1_048_576;

/** The part of a stream that a log needs. */
export interface LogStream {
  readonly writableLength: number;
  write(line: string, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** Says how many lines were lost, and why, as a line of the log. */
export type TellLost = (lines: number, reason: string) => void;

/**
 * A stream that lines of a log may go to: a reader that is gone, one that reads nothing, or a full disk ends nothing and
 * holds nothing up. What it does not take is lost and counted, and told when it takes lines again.
 */
export class LogOutput {
  private lost = 0;
  private reason = '';
  /** How many lost lines the next line tells of, and how many one that is on its way. */
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

  /** A line that told of lost ones needs no telling itself: those are told of again. */
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

/** Node ends the process at the failure of a stream that nobody listens to. */
export function surviveFailing(stream: Pick<LogStream, 'on'>): void {
  stream.on('error', () => undefined);
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
