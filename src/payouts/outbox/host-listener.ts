import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { newId } from '../../common/new-id.js';
import type { PayoutNews, PayoutUpdated } from '../domain/outbox-event.js';
import { EngineContext } from '../engine/engine-context.js';
import { timeText } from '../payout-view.js';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsOptions } from '../payouts.options.js';
import type { PayoutNoticeRow } from '../storage/entities/payout-notice.entity.js';
import type { NewNotice } from '../storage/host-delivery.repository.js';
import type { PlacedEvent } from '../storage/outbox.repository.js';
import { OutboxBell } from './outbox-bell.js';
import { Rounds } from './rounds.js';
import { Sequencer } from './sequencer.js';

const NAME = 'cauri-payout-events';
/**
 * Duration in milliseconds of the lease by which one process reserves the delivery. If the process crashes, another one
 * continues when the lease has expired.
 */
const TAKEN_MS = 60_000;
/** Maximum number of new events that one round reads. The same number limits the failed events that it reads. */
const LIMIT = 50;
/** Wait in milliseconds before a failed event is delivered again. Each further wait is four times as long. */
const FIRST_WAIT_MS = 1_000;
/**
 * Longest wait in milliseconds before a failed event is delivered again: one hour. The event is retried until the
 * listener succeeds.
 */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Calls the host's `onPayoutEvent` at least once for every change of a payout, after the COMMIT of the change.
 *
 * In all processes of the host together, one call is made at a time, in the order of the feed. If a call throws, its
 * event is stored and delivered again later; the next events do not wait for it. After a crash another process
 * continues.
 */
@Injectable()
export class HostListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('PayoutEvents');
  private readonly token = newId();
  private readonly rounds = new Rounds(() => this.round());
  private takenUntil = 0;

  constructor(
    private readonly context: EngineContext,
    private readonly sequencer: Sequencer,
    private readonly bell: OutboxBell,
    @Inject(PAYOUTS_OPTIONS) private readonly options: PayoutsOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.options.onPayoutEvent === undefined) return;
    await this.context.unitOfWork.run(({ notices }) => notices.begin());
    this.bell.start(NAME, this.context.timings.workerInterval, () => void this.rounds.run());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.bell.stop(NAME);
    await this.rounds.stop();
    if (this.takenUntil === 0) return;
    await this.context.unitOfWork.run(({ notices }) => notices.giveBack(this.token)).catch(() => undefined);
  }

  /**
   * Delivers one page of new events, then the failed events that are due again. Delivers nothing while another process
   * has the lease. Returns true if there may be more.
   */
  private async round(): Promise<boolean> {
    await this.sequencer.catchUp();
    if (!(await this.hasWork()) || !(await this.isOurs())) return false;
    const { page, again } = await this.work();
    await this.tellAll(page);
    for (const notice of again) {
      if (this.rounds.stopping || !(await this.isOurs())) return false;
      await this.tellAgain(notice);
    }
    return page.length === LIMIT || again.length === LIMIT;
  }

  private async hasWork(): Promise<boolean> {
    const { page, again } = await this.work();
    return page.length + again.length > 0;
  }

  /** Reads the next new events (`page`), and the failed events that are due again (`again`). */
  private work(): Promise<{ readonly page: PlacedEvent[]; readonly again: PayoutNoticeRow[] }> {
    return this.context.unitOfWork.read(async ({ notices, outbox }) => ({
      page: await outbox.next(await notices.position(), LIMIT),
      again: await notices.due(this.context.clock.now(), LIMIT),
    }));
  }

  /** Delivers a failed event again. Deletes it if that succeeds, else plans the next delivery. */
  private async tellAgain({ id, notice, attempt }: PayoutNoticeRow): Promise<void> {
    const { unitOfWork, clock } = this.context;
    if (await this.isTaken(notice)) await unitOfWork.run(({ notices }) => notices.remove(id));
    else {
      const next = { attempt: attempt + 1, nextAt: clock.now() + waitAfter(attempt) };
      await unitOfWork.run(({ notices }) => notices.postpone(id, next));
    }
  }

  /**
   * Delivers new events in order, and stores the position of the last delivered one. Stops early if the lease is lost
   * or the process shuts down.
   */
  private async tellAll(page: readonly PlacedEvent[]): Promise<void> {
    const refused: NewNotice[] = [];
    let told: number | null = null;
    for (const event of page) {
      if (this.rounds.stopping || !(await this.isOurs())) break;
      const notice = noticeOf(event);
      if (notice !== null && !(await this.isTaken(notice))) {
        refused.push({ id: event.id, notice, nextAt: this.context.clock.now() + waitAfter(0) });
      }
      told = event.position;
    }
    if (told !== null) await this.note(told, refused);
  }

  /**
   * Stores the position of the last delivered event, and the events that failed. Stores nothing if another process has
   * taken the lease: that process delivers these events again.
   */
  private async note(position: number, refused: readonly NewNotice[]): Promise<void> {
    await this.context.unitOfWork.run(async ({ notices }) => {
      if (await notices.move(this.token, position)) await notices.insert(refused);
    });
  }

  /**
   * Returns true if this process may deliver. It renews the lease when half of its time is over, because one call of
   * the listener may take long.
   */
  private async isOurs(): Promise<boolean> {
    const now = this.context.clock.now();
    if (this.takenUntil - now > TAKEN_MS / 2) return true;
    const until = now + TAKEN_MS;
    const taken = await this.context.unitOfWork.run(({ notices }) => notices.take(this.token, { now, until }));
    if (taken) this.takenUntil = until;
    return taken;
  }

  /** Calls the listener and waits for it. If it throws or rejects, logs the name of the error and returns false. */
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

/**
 * Returns the wait in milliseconds after a failed delivery. `attempt` is the number of earlier failures of the same
 * event.
 */
function waitAfter(attempt: number): number {
  return Math.min(FIRST_WAIT_MS * 4 ** Math.min(attempt, 10), LONGEST_WAIT_MS);
}

/** Converts an event for the host's listener. Returns null for every type but `payout.updated`. */
function noticeOf({ id, type, at, data }: PlacedEvent): PayoutUpdated | null {
  return type === 'payout.updated' ? { id, type, timestamp: timeText(at), data: data as PayoutNews } : null;
}
