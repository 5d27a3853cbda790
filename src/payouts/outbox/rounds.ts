/** How long a round under way is waited for at a shutdown. */
const CLOSING_MS = 5_000;

/** Rounds of one kind of work that never overlap: a call during a round adds one more behind it. */
export class Rounds {
  stopping = false;
  private running: Promise<void> | null = null;
  private again = false;

  /** `round` answers whether there may be more; what it throws ends the rounds until the next call. */
  constructor(private readonly round: () => Promise<boolean>) {}

  async run(): Promise<void> {
    if (this.stopping) return;
    this.again = true;
    this.running ??= this.all().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  /** No further round; the one under way is waited for, not for ever. */
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
      // The database is away, which the storage says; the next call tries again.
    }
  }
}
