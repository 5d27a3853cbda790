interface Due {
  dueAt: number;
  action: () => void;
}

/** The longest delay of a Node timer in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The clock of the sandbox: the wall clock plus an offset that tests can advance. It also runs planned actions. They
 * run before each request, so that a test need not wait. Without requests a timer runs them.
 */
export class Timeline {
  private offsetMs = 0;
  private moment: number | undefined;
  private readonly agenda: Due[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /**
   * Returns the sandbox time in epoch milliseconds. During a planned action it is the planned time, and during a
   * request the time of its arrival.
   */
  now(): number {
    return this.moment ?? this.present();
  }

  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  advance(ms: number): void {
    this.offsetMs += ms;
    this.catchUp();
  }

  schedule(dueAt: number, action: () => void): void {
    if (this.stopped) return;
    const position = this.positionAfter(dueAt);
    this.agenda.splice(position, 0, { dueAt, action });
    if (position === 0) this.setTimer();
  }

  catchUp(): void {
    const until = this.now();
    for (let next = this.agenda[0]; next && next.dueAt <= until; next = this.agenda[0]) {
      this.agenda.shift();
      this.atMoment(next.dueAt, next.action);
    }
    this.setTimer();
  }

  /** Runs the action, during which the time does not advance. */
  atOneMoment<T>(action: () => T): T {
    return this.atMoment(this.now(), action);
  }

  /** Cancels all planned actions. */
  stop(): void {
    this.stopped = true;
    this.agenda.length = 0;
    clearTimeout(this.timer);
  }

  private atMoment<T>(moment: number, action: () => T): T {
    const before = this.moment;
    this.moment = moment;
    try {
      return action();
    } finally {
      this.moment = before;
    }
  }

  private present(): number {
    return Date.now() + this.offsetMs;
  }

  private setTimer(): void {
    clearTimeout(this.timer);
    const [next] = this.agenda;
    if (!next) return;
    const waitMs = Math.min(Math.max(next.dueAt - this.present(), 0), MAX_TIMER_MS);
    this.timer = setTimeout(() => this.catchUp(), waitMs).unref();
  }

  private positionAfter(dueAt: number): number {
    let low = 0;
    let high = this.agenda.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const due = this.agenda[middle];
      if (due && due.dueAt <= dueAt) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
