import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { type PayoutUpdated, payoutUpdated } from '../domain/notice.js';
import { EngineContext } from '../engine/engine-context.js';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsOptions } from '../payouts.options.js';
import type { PayoutNoticeRow } from '../storage/entities/payout-notice.entity.js';
import type { JournalEntry } from '../storage/journal.js';
import type { NewNotice } from '../storage/outbox.repository.js';
import { OutboxBell } from './outbox-bell.js';

/** While a listener is at work nobody else is told; one whose process died is told again after it. */
const TAKEN_MS = 60_000;
const LIMIT = 50;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 3_600_000;
const CLOSING_MS = 5_000;

/** One notice for each payout that a transaction changed; none where nobody listens. */
export function outboxOf({ onPayoutEvent }: PayoutsOptions): (entries: readonly JournalEntry[]) => NewNotice[] {
  if (onPayoutEvent === undefined) return () => [];
  return (entries) =>
    entries.flatMap((entry) => {
      if (entry.kind !== 'payout') return [];
      const id = uuidv7();
      return [{ id, notice: payoutUpdated(id, entry.payout, entry.before), nextAt: entry.payout.updatedAt }];
    });
}

/**
 * Tells the host of every change at least once, after its COMMIT, one after another. What the host throws back, or has
 * not taken before its process died, is told again later, by whichever process of the host then runs.
 */
@Injectable()
export class PayoutNotices implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Notices');
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | null = null;
  private again = false;
  private stopping = false;

  constructor(
    private readonly context: EngineContext,
    private readonly bell: OutboxBell,
    @Inject(PAYOUTS_OPTIONS) private readonly options: PayoutsOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.onPayoutEvent === undefined) return;
    this.bell.onRing(() => void this.deliver());
    this.timer = setInterval(() => void this.deliver(), this.context.timings.workerInterval);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await Promise.race([this.round, new Promise((resolve) => setTimeout(resolve, CLOSING_MS).unref())]);
  }

  /** Never overlaps itself: a call during a round adds one more round behind it. */
  private async deliver(): Promise<void> {
    this.again = this.round !== null;
    this.round ??= this.rounds().finally(() => {
      this.round = null;
    });
    await this.round;
  }

  private async rounds(): Promise<void> {
    try {
      do {
        this.again = await this.deliverDue();
      } while (this.again && !this.stopping);
    } catch {
      // The database is away, which the worker says; the next round tries again.
    }
  }

  /** True when there may be more. */
  private async deliverDue(): Promise<boolean> {
    this.again = false;
    const { unitOfWork, clock } = this.context;
    const due = await unitOfWork.read(({ notices }) => notices.due(clock.now(), LIMIT));
    for (const row of due) {
      if (this.stopping) return false;
      const until = clock.now() + TAKEN_MS;
      if (await unitOfWork.run(({ notices }) => notices.take(row, until))) await this.tell(row);
    }
    return this.again || due.length === LIMIT;
  }

  private async tell({ id, notice, attempt }: PayoutNoticeRow): Promise<void> {
    const { unitOfWork, clock } = this.context;
    const wait = Math.min(FIRST_WAIT_MS * 4 ** Math.min(attempt, 10), LONGEST_WAIT_MS);
    if (await this.isTaken(notice)) await unitOfWork.run(({ notices }) => notices.remove(id));
    else await unitOfWork.run(({ notices }) => notices.postpone(id, clock.now() + wait));
  }

  private async isTaken(notice: PayoutUpdated): Promise<boolean> {
    try {
      await this.options.onPayoutEvent?.(notice);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'no error';
      this.logger.warn(`onPayoutEvent did not take version ${notice.data.version} of ${notice.data.id}: ${reason}`);
      return false;
    }
  }
}
