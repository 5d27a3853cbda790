import type { WorkCounts } from '../../payouts/engine/work-counter.js';
import { CLEAR_LINE, progressBar } from '../../terminal/progress-bar.js';
import type { Stream } from '../shell.js';

/** State of a run at one moment. `counts` are what it has done so far. */
export interface ProgressStep {
  readonly counts: WorkCounts;
  /** Number of payouts that the run can still process. It may grow while others create payouts. */
  readonly open: number;
}

/**
 * Shows the progress of a run of `cauri reconcile`. On a terminal it is a bar. If the output is not a terminal, or with
 * `json`, it is one JSON line for each change.
 */
export class Progress implements Stream {
  private readonly live: boolean;
  /** Largest number of open payouts so far. The full length of the bar stands for it. */
  private total = 0;
  /** Text that was shown last. Empty at first and after `clear`. */
  private shown = '';

  constructor(
    private readonly stream: Stream,
    { json }: { json: boolean },
  ) {
    this.live = (stream.isTTY ?? false) && !json;
  }

  show({ counts, open }: ProgressStep): void {
    this.total = Math.max(this.total, open);
    const text = this.live ? this.bar(counts, open) : JSON.stringify({ progress: { ...counts, open } });
    if (text === this.shown) return;
    this.stream.write(this.live ? `${CLEAR_LINE}${text}` : `${text}\n`);
    this.shown = text;
  }

  /** Removes the progress bar and writes a log line in its place. The next `show` draws the bar again. */
  write(line: string): void {
    this.clear();
    this.stream.write(line);
  }

  /** Removes the progress bar from the terminal. JSON lines that were printed stay. */
  clear(): void {
    if (this.live && this.shown !== '') this.stream.write(CLEAR_LINE);
    this.shown = '';
  }

  private bar({ submitted, settled, review }: WorkCounts, open: number): string {
    const done = this.total - open;
    return `${progressBar(done, this.total)} ${done} of ${this.total} payouts: ${submitted} sent, ${settled} settled, ${review} to review`;
  }
}
