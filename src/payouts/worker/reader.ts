import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { planStep } from '../../common/durations.js';
import { type ConnectorAccount, type Observation, ProviderReadError } from '../../common/payout-connector.js';
import { absent } from '../domain/absence.js';
import { type Alarm, alarmEvent } from '../domain/alarms.js';
import { type Attempt, loseLease, mayBeExecuted } from '../domain/attempts.js';
import { applyEvents } from '../domain/fold.js';
import { lingeringWord, observe } from '../domain/observe.js';
import type { EventSource, NewEvent, Rescheduling } from '../domain/payout.js';
import { outcomeOf } from '../domain/read-outcome.js';
import { afterRead, keepEarlier } from '../domain/schedule.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { holdAfterAlarms, holdAfterRead } from './holds.js';
import { toInstruction } from './instruction.js';
import { ReadHealth } from './read-health.js';
import { WorkerContext } from './worker-context.js';

/** What a read was told, and when the question was asked. */
export interface Told {
  readonly answer: Observation | 'absent';
  readonly searchedAt: number;
}

interface Decision {
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
  readonly schedule: Rescheduling;
  readonly disproved: readonly Attempt[];
}

/** Asks a provider about payouts and writes down what it says. Never sends anything. */
@Injectable()
export class Reader {
  private readonly health: ReadHealth;

  constructor(private readonly context: WorkerContext) {
    this.health = new ReadHealth(context);
  }

  /** Claims what is due to be read. A `submitting` payout among it lost its lease: from here on it is in doubt. */
  async claim(account: ConnectorAccount, limit: number): Promise<StoredPayout[]> {
    const now = this.context.clock.now();
    const { name, scope } = account;
    const claim = {
      account: name,
      scope,
      now,
      leaseToken: uuidv7(),
      leaseUntil: now + this.context.timings.lease,
      limit,
    };
    return this.context.unitOfWork.run(async (transaction) => {
      const { hold } = await transaction.accounts.get(name);
      const claimed = await transaction.claims.toRead(claim, hold !== null);
      const payouts: StoredPayout[] = [];
      for (const payout of claimed) {
        payouts.push(payout.status === 'submitting' ? await this.doubt(transaction, payout, now) : payout);
      }
      return payouts;
    });
  }

  private async doubt(transaction: Transaction, payout: StoredPayout, at: number): Promise<StoredPayout> {
    const { ending, event } = loseLease(at);
    for (const attempt of await transaction.attempts.of(payout.id)) {
      if (attempt.endedAt === null) await transaction.attempts.end(attempt, ending);
    }
    return transaction.payouts.change(payout, {
      events: [event],
      source: 'worker',
      at,
      schedule: { nextAt: at, pollStep: 0 },
    });
  }

  /** Reads a claimed payout; a read that failed only moves its time, and tells null. */
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
   * Asks the provider now and applies its answer to the payout as it is by then.
   * @throws ProviderReadError when the provider did not tell
   */
  async read(payout: StoredPayout, source: EventSource): Promise<Observation | 'absent'> {
    const told = await this.ask(payout);
    await this.note(payout, told, source);
    return told.answer;
  }

  /** Asks the provider and writes nothing down. @throws ProviderReadError when the provider did not tell */
  async ask(payout: StoredPayout): Promise<Told> {
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

  /** Applies an answer to the payout as it is by now. */
  note(payout: StoredPayout, told: Told, source: EventSource): Promise<void> {
    return this.context.unitOfWork.run((transaction) => this.apply(transaction, payout, told, source));
  }

  private async apply(transaction: Transaction, read: StoredPayout, told: Told, source: EventSource): Promise<void> {
    const account = this.context.registry.of(read)?.account;
    if (!account) return;
    const payout = await transaction.payouts.require(read.id);
    const attempts = await transaction.attempts.of(read.id);
    const { events, alarms, schedule: planned, disproved } = this.decide(payout, told, { account, attempts });
    const at = told.searchedAt;
    // A request has claimed nothing: it puts no read off that is planned, nor one that a callback has asked for.
    const before = source === 'worker' ? read.schedule : { ...read.schedule, nextAt: null };
    const schedule = keepEarlier(planned, before, payout.schedule);
    await transaction.attempts.disprove(disproved);
    const ours = source === 'worker' && read.leaseToken !== null && payout.leaseToken === read.leaseToken;
    const lease = ours ? { lease: { leaseToken: null, leaseUntil: null } } : {};
    const caused = source === 'worker' && events.length > 0 && (await byCallback(transaction, payout));
    const change = { events, source: caused ? ('callback' as const) : source, at, schedule, ...lease };
    const changed = await transaction.payouts.change(payout, change);
    await annotate(transaction, changed, at);
    await holdAfterAlarms(transaction, account.name, alarms, at);
  }

  private decide(
    payout: StoredPayout,
    { answer, searchedAt }: Told,
    { account, attempts }: { account: ConnectorAccount; attempts: readonly Attempt[] },
  ): Decision {
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
    // A found payout needs no resend, whatever an earlier search concluded.
    const foundAgain: Rescheduling = answer === 'absent' ? {} : { resendAt: null };
    return { ...found, schedule: { ...next, ...foundAgain, ...found.schedule, readFailedAt: null, readFailure: null } };
  }

  private async postpone(payout: StoredPayout, failure: ProviderReadError): Promise<void> {
    const at = this.context.clock.now();
    await this.context.unitOfWork.run(async (transaction) => {
      const now = await transaction.payouts.require(payout.id);
      const attempts = await transaction.attempts.of(payout.id);
      const safety = this.context.registry.of(payout)?.account.safety;
      if (!safety || payout.leaseToken === null || now.leaseToken !== payout.leaseToken) return;
      const { nextAt = null, pollStep = 0 } = afterRead(now, {
        schedule: now.schedule,
        safety,
        timings: this.context.timings,
        at,
        lastAttemptAt: attempts.at(-1)?.startedAt ?? null,
        changed: false,
      });
      // Somebody had a reason to have it read, such as a callback about a final payout: that is not forgotten.
      const later = { nextAt: nextAt ?? at + planStep(this.context.timings.pollPlan, pollStep), pollStep };
      const schedule = { ...keepEarlier(later, payout.schedule, now.schedule), ...failedRead(failure, at) };
      const lease = { leaseToken: null, leaseUntil: null };
      await transaction.payouts.change(now, { events: [], source: 'worker', at, schedule, lease });
      const { retryAfterMs } = failure;
      if (retryAfterMs !== null) await holdAfterRead(transaction, payout.account, retryAfterMs, at);
    });
  }

  /** A read in a request that was not answered: the payout stays due when it was. */
  async noteFailure(payout: StoredPayout, failure: ProviderReadError): Promise<void> {
    const at = this.context.clock.now();
    await this.context.unitOfWork.run(async ({ payouts }) => {
      const now = await payouts.require(payout.id);
      await payouts.change(now, { events: [], source: 'api', at, schedule: failedRead(failure, at) });
    });
  }
}

const MAX_FAILURE = 100;

function failedRead({ message }: ProviderReadError, at: number): Rescheduling {
  return { readFailedAt: at, readFailure: message.slice(0, MAX_FAILURE) };
}

/** What an answer does to a payout, and the alarm about a word that nobody knows and that stays. */
function observed(
  payout: StoredPayout,
  answer: Observation,
  { at, attempts }: { at: number; attempts: readonly Attempt[] },
): Pick<Decision, 'events' | 'alarms'> {
  const { events, alarms } = observe(payout, answer, { at, mayBeExecuted: mayBeExecuted(attempts) });
  const lingering = lingeringWord(payout, answer, payout.schedule.pollStep);
  return { events: [...events, ...lingering.map(alarmEvent)], alarms: [...alarms, ...lingering] };
}

/** A callback that came since the last change is why this one was found. */
function byCallback({ callbacks }: Transaction, { id, updatedAt }: StoredPayout): Promise<boolean> {
  return callbacks.cameSince(id, updatedAt);
}

/** Once our own read says failed, the reason that only a callback told is worth believing. */
async function annotate(transaction: Transaction, payout: StoredPayout, at: number): Promise<void> {
  const { failure } = payout;
  if (payout.status !== 'failed' || failure?.code !== 'failed' || failure.providerReason !== null) return;
  const providerReason = await transaction.callbacks.failureReason(payout.id);
  if (providerReason === null) return;
  const changes = { failure: { ...failure, providerReason } };
  const events: NewEvent[] = [{ type: 'annotated', changes, data: { providerReason } }];
  await transaction.payouts.change(payout, { events, source: 'callback', at });
}
