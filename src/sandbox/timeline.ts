interface Due {
  /** Planned time in epoch milliseconds. */
  dueAt: number;
  action: () => void;
}

/** Maximum delay of a Node timer in milliseconds. For a later action, the timer runs early and is set again. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The clock of the sandbox, and its list of planned actions, such as the settlement of a transaction. Sandbox time is
 * the wall clock plus an offset, which tests can increase instead of waiting. Actions that are due run before each
 * request. Between requests a timer runs them, which does not keep the process alive.
 */
export class Timeline {
  private offsetMs = 0;
  /** Time that the clock shows while it stands still, in epoch milliseconds. Undefined while it runs. */
  private moment: number | undefined;
  /**
   * Planned actions in the order of their time. Those with the same time run in the order in which they were planned.
   */
  private readonly agenda: Due[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /**
   * Returns the sandbox time in epoch milliseconds. While a planned action runs, this is the time for which it was
   * planned. While a request is handled, it is the time at which the request arrived.
   */
  now(): number {
    return this.moment ?? this.present();
  }

  /** Returns the sandbox time in ISO 8601. */
  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  /**
   * Moves the sandbox time forward by `ms` milliseconds and runs the actions that are due then, each at its own time.
   */
  advance(ms: number): void {
    this.offsetMs += ms;
    this.catchUp();
  }

  /**
   * Plans an action for `dueAt`, in epoch milliseconds of sandbox time. If `dueAt` is in the past, the action runs
   * soon. Does nothing after `stop`.
   */
  schedule(dueAt: number, action: () => void): void {
    if (this.stopped) return;
    const position = this.positionAfter(dueAt);
    this.agenda.splice(position, 0, { dueAt, action });
    if (position === 0) this.setTimer();
  }

  /**
   * Runs all actions that are due, in the order of their time, and the actions that these plan, if they are due as
   * well.
   */
  catchUp(): void {
    const until = this.now();
    for (let next = this.agenda[0]; next && next.dueAt <= until; next = this.agenda[0]) {
      this.agenda.shift();
      this.atMoment(next.dueAt, next.action);
    }
    this.setTimer();
  }

  /** Runs the action immediately and returns its result. The sandbox time stands still until it returns. */
  atOneMoment<T>(action: () => T): T {
    return this.atMoment(this.now(), action);
  }

  /** Cancels all planned actions and accepts no more. */
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

  /**
   * Returns the index at which to insert an action for `dueAt`: behind all actions that are planned for the same time
   * or earlier.
   */
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
