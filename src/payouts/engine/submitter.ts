import { Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { planStep } from '../../common/durations.js';
import { newId } from '../../common/new-id.js';
import type { PayoutConnector } from '../../common/payout-connector.js';
import { thrownOutcome } from '../../common/submit-outcome.js';
import { afterOutcome, both, isProbed } from '../domain/account-hold.js';
import { type Attempt, type AttemptOutcome, noneExecuted, settle } from '../domain/attempts.js';
import { applyEvents } from '../domain/fold.js';
import type { Rescheduling, Schedule } from '../domain/payout.js';
import { afterRead, keepEarlier } from '../domain/read-schedule.js';
import { afterRefusal, afterSettling } from '../domain/shortfall-hold.js';
import { storedReason } from '../storage/attempts.repository.js';
import { CommitUnknownError } from '../storage/database/storage.errors.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { EngineContext } from './engine-context.js';
import { FirstLookup } from './first-lookup.js';
import { toInstruction } from './instruction.js';
import { answerTime, elapsed, guard, type Moment, momentOf, recheck, refusal } from './lease-check.js';
import { persist } from './persist.js';
import { checkRecipient, type Ended } from './recipient-check.js';
import { type Decision, GIVEN_BACK, type Known } from './recorder.js';

/** Payout whose attempt is stored and whose POST has not begun. */
export interface Started {
  readonly payout: StoredPayout;
  readonly attempt: Pick<Attempt, 'id' | 'number'>;
  /**
   * True if no earlier attempt can have been executed. Only then may `FirstLookup` look up the payout before the POST.
   */
  readonly isFirst: boolean;
  /** Time of the claim. The lease is measured from it. */
  readonly claimedAt: Moment;
}

export interface SendOptions {
  /** Returns true from the start of a shutdown. No more POSTs are begun then. */
  readonly draining: () => boolean;
  /** Returns true at the end of a shutdown. Storing an outcome is then no longer repeated after an error. */
  readonly abandoned: () => boolean;
}

/** Sends payouts: stores an attempt before the first byte, sends exactly one POST, and records its outcome. */
@Injectable()
export class Submitter {
  constructor(
    private readonly context: EngineContext,
    private readonly firstLookup: FirstLookup,
  ) {}

  /**
   * Claims up to `limit` payouts and stores an attempt for each. Returns them only after the COMMIT is confirmed,
   * because nothing may be sent before.
   *
   * `probe` is the id of a payout: only this one is claimed, to test a held account. If `probe` is null, nothing is
   * claimed while the account is held.
   * @throws if the database is unavailable, or the COMMIT got no response
   */
  async start(account: ConnectorAccount, limit: number, probe: string | null = null): Promise<Started[]> {
    const claimedAt = momentOf(this.context.clock);
    const leaseToken = newId();
    const claim = {
      account: account.name,
      scope: account.scope,
      now: claimedAt.wall,
      leaseToken,
      leaseUntil: claimedAt.wall + this.context.timings.lease,
      limit,
    };
    const due = probe === null ? await this.context.unitOfWork.read(({ claims }) => claims.dueToSend(claim)) : [probe];
    if (due.length === 0) return [];
    try {
      return await this.context.unitOfWork.run(async (transaction) => {
        const { hold } = await transaction.accounts.get(account.name);
        // A person may have paused the account while the payout was looked up.
        if (hold !== null && (probe === null || !isProbed(hold))) return [];
        const claimed =
          probe === null ? await transaction.claims.toSend(claim, due) : await transaction.claims.one(probe, claim);
        return this.commitIntents(transaction, claimed, claimedAt);
      });
    } catch (error) {
      // The claim may be stored, but only this process knows that nothing was sent. If the undo fails, it is repeated
      // in the background.
      if (error instanceof CommitUnknownError) {
        await this.takeBack(leaseToken).catch(
          () =>
            void persist(
              () => this.takeBack(leaseToken),
              () => false,
            ),
        );
      }
      throw error;
    }
  }

  /** Stores an attempt for each claimed payout and makes the payouts `submitting`, in the transaction of the claim. */
  private async commitIntents(
    transaction: Transaction,
    claimed: readonly StoredPayout[],
    claimedAt: Moment,
  ): Promise<Started[]> {
    const at = claimedAt.wall;
    const earlier = await transaction.attempts.ofAll(claimed.map(({ id }) => id));
    const attempts = claimed.map(({ id }) => ({
      id: newId(),
      payoutId: id,
      number: (earlier.get(id)?.length ?? 0) + 1,
      startedAt: at,
    }));
    await transaction.attempts.startAll(attempts);
    const answered = at + answerTime(this.context.timings.submitTimeout);
    const schedule = { nextAt: answered, pollStep: 0, resendAt: null, absences: 0 };
    const submitting = await transaction.payouts.changeAll(
      claimed.map((payout, index) => {
        const changes = { status: 'submitting' as const, submittedAt: payout.submittedAt ?? at };
        const data = { attempt: attempts[index]?.number };
        const events = [{ type: 'submission_started' as const, changes, data }];
        return { payout, change: { events, source: 'worker', at, schedule } };
      }),
    );
    return submitting.flatMap((payout, index) => {
      const attempt = attempts[index];
      return attempt ? [{ payout, attempt, claimedAt, isFirst: noneExecuted(earlier.get(payout.id) ?? []) }] : [];
    });
  }

  /** Undoes a claim whose COMMIT got no response. If the database has the claim, its attempts end as not sent. */
  private async takeBack(leaseToken: string): Promise<void> {
    const claimed = await this.context.unitOfWork.read((transaction) => transaction.claims.bearing(leaseToken));
    for (const payout of claimed) {
      const attempts = await this.context.unitOfWork.read((transaction) => transaction.attempts.of(payout.id));
      const attempt = attempts.at(-1);
      if (!attempt || attempt.endedAt !== null) continue;
      const started = { payout, attempt, claimedAt: momentOf(this.context.clock), isFirst: false };
      await this.record(started, { outcome: refusal('the claim was not confirmed'), closing: [] });
    }
  }

  /**
   * Sends the POST of a claimed payout, unless a last check forbids it, and records the outcome. Repeats the recording
   * until it succeeds.
   * @throws the last error if `abandoned` returns true before that
   */
  async send(started: Started, options: SendOptions): Promise<void> {
    const ended = await this.outcomeOf(started, options);
    await persist(() => this.record(started, ended), options.abandoned);
  }

  private async outcomeOf({ payout, attempt, claimedAt, isFirst }: Started, { draining }: SendOptions): Promise<Ended> {
    const found = this.context.registry.of(payout);
    if (!found) return { outcome: refusal('the account is not configured'), closing: [] };
    const stopped =
      (await checkRecipient(payout, found, claimedAt.wall)) ??
      (isFirst ? await this.firstLookup.check(payout, attempt.number > 1) : null);
    if (stopped) return stopped;
    const { clock, timings, unitOfWork } = this.context;
    const { lease, submitTimeout } = timings;
    const changed = elapsed(claimedAt, clock) >= answerTime(submitTimeout) ? await recheck(payout, unitOfWork) : null;
    if (changed) return { outcome: changed, closing: [] };
    const refused = guard(claimedAt, clock, { lease, submitTimeout, draining: draining() });
    return { outcome: refused ?? (await this.post(payout, found)), closing: [] };
  }

  private async post(payout: StoredPayout, { account, connector }: Configured): Promise<AttemptOutcome> {
    try {
      return await connector.submit(toInstruction(payout, account, this.context.settings.callbacks));
    } catch (error) {
      return thrownOutcome(error);
    }
  }

  private record(started: Started, ended: Ended): Promise<unknown> {
    const at = this.context.clock.now();
    const decide = (known: Known) => this.decide(started, ended, known, at);
    return this.context.recorder.record({ payoutId: started.payout.id, decide });
  }

  private decide(started: Started, ended: Ended, { payout, attempts }: Known, at: number): Decision | null {
    const { outcome } = ended;
    const attempt = attempts.find(({ id }) => id === started.attempt.id);
    const account = this.context.registry.of(payout)?.account;
    if (!attempt || !account || isRecorded(attempt, outcome)) return null;
    const settlement = settle(payout, outcome, { attempts, attempt, at });
    const isQueued = applyEvents(payout, settlement.events).status === 'queued';
    const events = isQueued ? [...settlement.events, ...ended.closing] : settlement.events;
    const alarms = isQueued ? [...settlement.alarms, ...(ended.alarms ?? [])] : settlement.alarms;
    const planned = this.scheduleAfter(applyEvents(payout, events), outcome, { at, attempts, safety: account.safety });
    const schedule = keepEarlier(planned, this.scheduleBefore(started, payout), payout.schedule);
    const ours = payout.leaseToken === started.payout.leaseToken;
    const { holdPlan } = this.context.timings;
    const { startedAt } = attempt;
    const funds = this.context.fundsOf(account, at);
    const told =
      afterRefusal(outcome, { ...funds, startedAt }) ?? afterOutcome(outcome, { startedAt, alarms, holdPlan, at });
    return {
      change: { events, source: 'worker', at, schedule, ...(ours ? GIVEN_BACK : {}) },
      ended: [{ attempt, ending: settlement.ending }],
      account: both(told, afterSettling(payout, applyEvents(payout, events), funds)),
    };
  }

  /**
   * Returns the schedule before the POST, with which `keepEarlier` detects a callback during the POST. A read during
   * the POST sets `nextAt` to the end of the lease. As that is no callback, the stored schedule is returned in this
   * case.
   */
  private scheduleBefore({ payout, claimedAt }: Started, { schedule }: StoredPayout): Schedule {
    const afterRead = schedule.nextAt === claimedAt.wall + this.context.timings.lease;
    return afterRead ? schedule : payout.schedule;
  }

  private scheduleAfter(
    after: StoredPayout,
    outcome: AttemptOutcome,
    context: { at: number; attempts: readonly Attempt[]; safety: ConnectorAccount['safety'] },
  ): Rescheduling {
    const { at, attempts, safety } = context;
    if (after.status === 'submitting') return {};
    // The payout may have been executed, so it is looked up at once. An earlier plan to send it again is dropped.
    if (after.status === 'unconfirmed') return { nextAt: at, pollStep: 0, resendAt: null };
    if (after.status === 'queued') {
      return { nextAt: at + this.pauseBeforeRetry(outcome, attempts.length) };
    }
    const lastAttemptAt = attempts.at(-1)?.startedAt ?? null;
    const read = { schedule: after.schedule, safety, timings: this.context.timings, at, lastAttemptAt, changed: true };
    const { nextAt = null, pollStep = 0 } = afterRead(after, read);
    return { nextAt, pollStep };
  }

  /**
   * Returns the milliseconds before the next attempt if no byte of the POST was sent. Otherwise returns 0: after an
   * answer of the provider, the account's hold (stop of all sending) decides when the payout is sent again.
   */
  private pauseBeforeRetry(outcome: AttemptOutcome, attempts: number): number {
    const unheard = outcome.kind === 'not_sent' && outcome.cause !== 'throttled';
    return unheard ? planStep(this.context.timings.holdPlan, attempts - 1) : 0;
  }
}

/** Returns true if an earlier run has already stored this outcome. Its COMMIT succeeded but got no response. */
function isRecorded(attempt: Attempt, { kind, reason }: AttemptOutcome): boolean {
  return attempt.outcome === kind && attempt.reason === storedReason(reason);
}

interface Configured {
  readonly account: ConnectorAccount;
  readonly connector: PayoutConnector;
}
