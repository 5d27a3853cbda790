import { Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { planStep } from '../../common/durations.js';
import { newId } from '../../common/new-id.js';
import { type Observation, ProviderReadError } from '../../common/payout-connector.js';
import { afterAlarms, afterFailedRead, both } from '../domain/account-hold.js';
import type { Alarm } from '../domain/alarms.js';
import { type Attempt, endingsByFinding, loseLease } from '../domain/attempts.js';
import { applyEvents } from '../domain/fold.js';
import type { EventSource, NewEvent, Rescheduling } from '../domain/payout.js';
import { outcomeOf } from '../domain/read-outcome.js';
import { afterRead, keepEarlier } from '../domain/read-schedule.js';
import { absent } from '../domain/resend-after-absence.js';
import { afterSettling } from '../domain/shortfall-hold.js';
import { READ_GAP_MS } from '../storage/callbacks.repository.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { EngineContext } from './engine-context.js';
import { toInstruction } from './instruction.js';
import { ReadHealth } from './read-health.js';
import { annotations, observed } from './read-news.js';
import { type Decision, GIVEN_BACK, type Known } from './recorder.js';

/**
 * Lease of a read: milliseconds for which no other worker reads the payout. It is short, so that the read is soon
 * repeated if its process dies; a read moves no money. It is longer than `READ_GAP_MS`, the delay of the read that a
 * callback asks for, so that a callback during a read is noticed.
 */
const READ_LEASE_MS = READ_GAP_MS + 1_000;

/** Answer of the provider to a read, and the time at which the request was sent, in epoch milliseconds. */
export interface ReadResult {
  readonly answer: Observation | 'absent';
  readonly searchedAt: number;
}

interface Found {
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
  readonly schedule: Rescheduling;
  readonly disproved: readonly Attempt[];
}

/** Reads payouts from their provider and records the answers. It never sends a payout. */
@Injectable()
export class ProviderReader {
  private readonly health: ReadHealth;

  constructor(private readonly context: EngineContext) {
    this.health = new ReadHealth(context);
  }

  /**
   * Claims at most `limit` payouts of an account that are due to be read, the most urgent first. A `submitting` payout
   * whose lease (time for its POST) ran out becomes `unconfirmed`. If its lease still runs, it is read too, because its
   * POST should have an answer by now. If `held` is true, payouts that are due to be sent again are claimed as well.
   */
  async claim(account: ConnectorAccount, limit: number, held = false): Promise<StoredPayout[]> {
    const now = this.context.clock.now();
    const { name, scope } = account;
    const claim = {
      account: name,
      scope,
      now,
      leaseToken: newId(),
      leaseUntil: now + READ_LEASE_MS,
      limit,
    };
    const due = await this.context.unitOfWork.read(({ claims }) => claims.dueToRead(claim, held));
    if (due.length === 0) return [];
    return this.context.unitOfWork.run(async (transaction) => {
      const claimed = await transaction.claims.toRead(claim, held, due);
      return this.doubt(transaction, claimed, now);
    });
  }

  /** Makes claimed payouts `unconfirmed` if the lease of their POST ran out, and ends their attempts as unknown. */
  private async doubt(transaction: Transaction, claimed: readonly StoredPayout[], at: number): Promise<StoredPayout[]> {
    const lost = claimed.filter(({ status, leaseToken }) => status === 'submitting' && leaseToken !== null);
    if (lost.length === 0) return [...claimed];
    const { ending, event } = loseLease(at);
    const attempts = await transaction.attempts.ofAll(lost.map(({ id }) => id));
    const open = [...attempts.values()].flat().filter(({ endedAt }) => endedAt === null);
    await transaction.attempts.endAll(open.map((attempt) => ({ attempt, ending })));
    const change = { events: [event], source: 'worker', at, schedule: { nextAt: at, pollStep: 0 } } as const;
    const doubted = await transaction.payouts.changeAll(lost.map((payout) => ({ payout, change })));
    const byId = new Map(doubted.map((payout) => [payout.id, payout]));
    return claimed.map((payout) => byId.get(payout.id) ?? payout);
  }

  /** Reads a claimed payout and records the answer. If the read fails, plans the next one and returns null. */
  async readClaimed(payout: StoredPayout): Promise<Observation | 'absent' | null> {
    try {
      return await this.read(payout, 'worker');
    } catch (error) {
      if (!(error instanceof ProviderReadError)) throw error;
      await this.postpone(payout, error);
      return null;
    }
  }

  /**
   * Reads a payout from the provider and applies the answer to the payout's current state.
   * @throws ProviderReadError if the provider gave no usable answer
   */
  async read(payout: StoredPayout, source: EventSource): Promise<Observation | 'absent'> {
    const told = await this.ask(payout);
    await this.note(payout, told, source);
    return told.answer;
  }

  /**
   * Reads a payout from the provider and returns the answer without recording it.
   * @throws ProviderReadError if the provider gave no usable answer
   */
  async ask(payout: StoredPayout): Promise<ReadResult> {
    const found = this.context.registry.of(payout);
    if (!found) throw new ProviderReadError('the account is not configured');
    const searchedAt = this.context.clock.now();
    const answer = await found.connector
      .lookup(toInstruction(payout, found.account, this.context.settings.callbacks))
      .catch(async (error) => {
        const failure = error instanceof ProviderReadError ? error : new ProviderReadError('the connector threw');
        await this.health.note(payout.account, outcomeOf(failure));
        throw failure;
      });
    await this.health.note(payout.account, 'ok');
    return { answer, searchedAt };
  }

  /** Applies the provider's answer to the payout's current state and stores the result. */
  async note(payout: StoredPayout, told: ReadResult, source: EventSource): Promise<void> {
    await this.context.recorder.record({
      payoutId: payout.id,
      withCallbacks: true,
      decide: (known) => this.decide(payout, told, source, known),
    });
  }

  private decide(read: StoredPayout, told: ReadResult, source: EventSource, known: Known): Decision | null {
    const { payout, attempts, callbacks } = known;
    const account = this.context.registry.of(read)?.account;
    if (!account) return null;
    const found = this.found(payout, told, { account, attempts });
    const at = told.searchedAt;
    // A read for an API request has no claim. It must not delay a planned read or one that a callback asked for.
    const before = source === 'worker' ? read.schedule : { ...read.schedule, nextAt: null };
    const schedule = keepEarlier(found.schedule, before, payout.schedule);
    const ours = source === 'worker' && read.leaseToken !== null && payout.leaseToken === read.leaseToken;
    const events = [...found.events, ...annotations(applyEvents(payout, found.events), callbacks)];
    // The provider knows the payout although its POST is still under way: lease and attempt can end now.
    const foundUnderWay = payout.status === 'submitting' && applyEvents(payout, found.events).status !== 'submitting';
    // A callback that came after the last change is the cause of this read.
    const caused = source === 'worker' && callbacks !== null && callbacks.lastAt >= payout.updatedAt;
    return {
      change: {
        events,
        source: caused ? 'callback' : source,
        at,
        schedule,
        ...(ours || foundUnderWay ? GIVEN_BACK : {}),
      },
      ended: foundUnderWay ? endingsByFinding(attempts, at) : [],
      disproved: found.disproved,
      account: both(
        afterAlarms(found.alarms, at),
        afterSettling(payout, applyEvents(payout, events), this.context.fundsOf(account, at)),
      ),
    };
  }

  private found(
    payout: StoredPayout,
    { answer, searchedAt }: ReadResult,
    { account, attempts }: { account: ConnectorAccount; attempts: readonly Attempt[] },
  ): Found {
    const found =
      answer === 'absent'
        ? {
            ...absent(payout, {
              attempts,
              account,
              schedule: payout.schedule,
              timings: this.context.timings,
              searchedAt,
            }),
            alarms: [],
          }
        : { ...observed(payout, answer, { at: searchedAt, attempts }), schedule: {}, disproved: [] };
    const after = applyEvents(payout, found.events);
    const next = afterRead(after, {
      schedule: payout.schedule,
      safety: account.safety,
      timings: this.context.timings,
      at: searchedAt,
      lastAttemptAt: attempts.at(-1)?.startedAt ?? null,
      changed: after.status !== payout.status,
    });
    // The provider has the payout, so it must not be sent again, whatever an earlier search found.
    const foundAgain: Rescheduling = answer === 'absent' ? {} : { resendAt: null };
    return { ...found, schedule: { ...next, ...foundAgain, ...found.schedule, readFailedAt: null, readFailure: null } };
  }

  private async postpone(read: StoredPayout, failure: ProviderReadError): Promise<void> {
    const at = this.context.clock.now();
    if (read.status === 'submitting') return this.noteFailure(read, failure, 'worker');
    await this.context.recorder.record({
      payoutId: read.id,
      decide: ({ payout, attempts }) => {
        const safety = this.context.registry.of(read)?.account.safety;
        if (!safety || read.leaseToken === null || payout.leaseToken !== read.leaseToken) return null;
        const { schedule } = payout;
        const lastAttemptAt = attempts.at(-1)?.startedAt ?? null;
        const { timings } = this.context;
        const { nextAt = null, pollStep = 0 } = afterRead(payout, {
          schedule,
          safety,
          timings,
          at,
          lastAttemptAt,
          changed: false,
        });
        // A callback, for example, asked for this read of a final payout. It is repeated, although no plan asks for it.
        const later = { nextAt: nextAt ?? at + planStep(timings.pollPlan, pollStep), pollStep };
        const planned = { ...keepEarlier(later, read.schedule, schedule), ...failedRead(failure, at) };
        return {
          change: { events: [], source: 'worker', at, schedule: planned, ...GIVEN_BACK },
          account: afterFailedRead(failure.retryAfterMs, at),
        };
      },
    });
  }

  /**
   * Records a failed read that an API request caused, or one during a POST. The time of the next read does not change.
   */
  async noteFailure({ id }: StoredPayout, failure: ProviderReadError, source: EventSource = 'api'): Promise<void> {
    const at = this.context.clock.now();
    const change = { events: [], source, at, schedule: failedRead(failure, at) } as const;
    const account = afterFailedRead(failure.retryAfterMs, at);
    await this.context.recorder.record({ payoutId: id, decide: () => ({ change, account }) });
  }
}

/** Maximum length of a stored error message in characters. The rest is cut off. */
const MAX_FAILURE = 100;

function failedRead({ message }: ProviderReadError, at: number): Rescheduling {
  return { readFailedAt: at, readFailure: message.slice(0, MAX_FAILURE) };
}
