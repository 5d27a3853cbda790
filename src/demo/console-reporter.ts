import { CLEAR_LINE, movingBar, progressBar } from '../terminal/progress-bar.js';
import { wrapped } from '../terminal/wrap.js';

const GREEN = 32;
const RED = 31;
const BOLD = 1;
const DIM = 2;
/** If the output is not a terminal: minimum time between two progress lines, in milliseconds. It keeps a log short. */
const LINE_EVERY_MS = 2_000;

const STEP_MS = 100;

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Prints the progress of the demo. On a terminal it has a progress bar, and colours unless `noColor`. Long texts are
 * wrapped at 80 columns.
 */
export class ConsoleReporter {
  private readonly live: boolean;
  private readonly coloured: boolean;
  private muted = false;
  /**
   * Text of the progress bar, which is the last line on the terminal. The next output replaces it. Null if no bar is
   * shown.
   */
  private barShown: string | null = null;
  private lastLine = { text: '', at: 0 };

  constructor(
    private readonly output: Output,
    { noColor }: { noColor: boolean },
  ) {
    this.live = output.isTTY ?? false;
    this.coloured = this.live && !noColor;
  }

  /** Stops all output and removes the progress bar. It is called when the demo fails or the user stops it. */
  mute(): void {
    this.clearBar();
    this.muted = true;
  }

  title(text: string): void {
    this.line(this.paint(BOLD, wrapped(text, 0)));
  }

  scene(title: string): void {
    this.line(`\n${this.paint(BOLD, title)}`);
  }

  /** Prints a remark below the last step. */
  note(text: string): void {
    this.line(this.paint(DIM, `  ${wrapped(text, 2)}`));
  }

  /** Prints a step with ✓ if it has succeeded, and with ✗ if not. */
  step(holds: boolean, text: string): void {
    this.line(`  ${holds ? this.paint(GREEN, '✓') : this.paint(RED, '✗')} ${wrapped(text, 4)}`);
  }

  /** Prints a problem below its step. */
  difference(text: string): void {
    this.line(this.paint(RED, `      ${wrapped(text, 6)}`));
  }

  lines(lines: readonly string[]): void {
    for (const line of lines) this.line(line === '' ? '' : `  ${line}`);
  }

  /**
   * Shows a progress bar on a terminal. Elsewhere prints a line at most every 2 seconds, and only if the text has
   * changed.
   */
  progress(done: number, total: number, what: string): void {
    if (this.muted) return;
    const text = `${done} of ${total} ${what}`;
    if (this.live) this.bar(`${progressBar(done, total)} ${text}`);
    else if (text !== this.lastLine.text && Date.now() - this.lastLine.at >= LINE_EVERY_MS) {
      this.lastLine = { text, at: Date.now() };
      this.line(`  ${text}`);
    }
  }

  /**
   * Shows a moving bar on a terminal until `work` has ended. If the output is not a terminal, prints nothing. Returns
   * the result of `work`, or throws its error.
   */
  async during<T>(what: string, work: Promise<T>): Promise<T> {
    if (!this.live) return work;
    let step = 0;
    const timer = setInterval(() => this.bar(`${movingBar(step++)} ${what}`), STEP_MS);
    try {
      return await work;
    } finally {
      clearInterval(timer);
      this.clearBar();
    }
  }

  private bar(text: string): void {
    if (this.muted || text === this.barShown) return;
    this.output.write(`${CLEAR_LINE}  ${text}`);
    this.barShown = text;
  }

  private line(text: string): void {
    if (this.muted) return;
    this.clearBar();
    this.output.write(`${text}\n`);
  }

  private clearBar(): void {
    if (this.barShown !== null) this.output.write(CLEAR_LINE);
    this.barShown = null;
  }

  private paint(code: number, text: string): string {
    return this.coloured ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
