/** Maximum time in milliseconds that a shutdown waits for the current round. */
const CLOSING_MS = 5_000;

/**
 * Runs a function (one round) again and again while there is work, but never twice at the same time. A call of `run`
 * during a round causes one more round after it.
 */
export class Rounds {
  stopping = false;
  private running: Promise<void> | null = null;
  private again = false;

  /**
   * `round` returns true if there may be more work. If it throws, no further round starts until `run` is called again.
   */
  constructor(private readonly round: () => Promise<boolean>) {}

  /**
   * Runs rounds until there is no more work. If rounds already run, waits for them. Never throws; does nothing after
   * `stop`.
   */
  async run(): Promise<void> {
    if (this.stopping) return;
    this.again = true;
    this.running ??= this.all().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  /** Starts no more rounds, and waits up to 5 s for the current one. A longer round is not aborted. */
  async stop(): Promise<void> {
    this.stopping = true;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSING_MS);
    });
    await Promise.race([this.running, tooLong]);
    clearTimeout(timer);
  }

  private async all(): Promise<void> {
    try {
      while (this.again && !this.stopping) {
        this.again = false;
        if (await this.round()) this.again = true;
      }
    } catch {
      // The database is unavailable, which the storage has logged. The next call of `run` tries again.
    }
  }
}
