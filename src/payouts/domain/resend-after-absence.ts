import type { ConnectorAccount } from '../../common/connector-account.js';
import { type Attempt, noneExecuted } from './attempts.js';
import { failedBecause } from './failures.js';
import type { NewEvent, Payout, Rescheduling, Schedule } from './payout.js';
import { clearUnfinished, openReview } from './reviews.js';

/**
 * Minimum number of consecutive complete searches without a result before a payout counts as absent at the provider.
 */
const MIN_ABSENCES = 3;

export interface AbsenceContext {
  readonly attempts: readonly Attempt[];
  readonly account: Pick<ConnectorAccount, 'safety' | 'resendAfterAbsence'>;
  readonly schedule: Schedule;
  /** Durations in milliseconds, as in `PayoutsTimings`. */
  readonly timings: { readonly resendWait: number; readonly absenceSearch: number };
  /** Start of the search in epoch milliseconds. */
  readonly searchedAt: number;
}

/** Changes that follow from a search at the provider that did not find the payout. */
export interface Absence {
  readonly events: readonly NewEvent[];
  readonly schedule: Rescheduling;
  /** Attempts that the provider rejected. This search confirms that they were not executed. */
  readonly disproved: readonly Attempt[];
}

const NOTHING: Absence = { events: [], schedule: {}, disproved: [] };

/**
 * Returns the changes that follow from a complete search for an `unconfirmed` payout that found nothing. Returns no
 * changes if the search began before the last POST ended, or if the provider knew the payout before.
 *
 * Finding nothing does not prove that an unanswered POST was not executed, because the request may still arrive. The
 * decision to send again therefore depends on whether the provider executes the same reference only once.
 */
export function absent(payout: Payout, context: AbsenceContext): Absence {
  const last = context.attempts.at(-1);
  if (payout.status !== 'unconfirmed' || !last || !isSearchedAfter(last, context.searchedAt)) return NOTHING;
  // The provider knew this payout before. Its absence now is no reason to send it again.
  if (payout.providerId !== null) return NOTHING;
  const disproved = context.attempts.filter(({ proof }) => proof === 'rejected');
  const others = context.attempts.filter(({ proof }) => proof !== 'rejected');
  if (noneExecuted(others)) {
    const schedule = { nextAt: context.searchedAt, pollStep: 0, resendAt: null };
    if (last.outcome !== 'refused') return { events: [requeued(context)], schedule, disproved };
    const events = [refused(payout, last, context.searchedAt), ...clearUnfinished(payout)];
    return { events, schedule: { ...schedule, nextAt: null }, disproved };
  }
  return { ...stillOpen(payout, context, last), disproved };
}

function requeued({ attempts }: AbsenceContext): NewEvent {
  return { type: 'requeued', changes: { status: 'queued' }, data: { attempts: attempts.length } };
}

/** Returns the event that makes the payout `failed`: the provider refused it, and the search found nothing. */
function refused({ settledAt }: Payout, { providerReason }: Attempt, at: number): NewEvent {
  const failure = failedBecause('refused', 'The provider refused the payout.', providerReason);
  return {
    type: 'refusal_confirmed',
    changes: { status: 'failed', settledAt: settledAt ?? at, failure },
    data: { providerReason },
  };
}

/** Returns true if the search began after the last POST ended. An earlier search could not have seen that POST. */
function isSearchedAfter(last: Attempt, searchedAt: number): boolean {
  return last.endedAt !== null && last.endedAt <= searchedAt;
}

function stillOpen(payout: Payout, context: AbsenceContext, last: Attempt): Pick<Absence, 'events' | 'schedule'> {
  const absences = context.schedule.absences + 1;
  const first: NewEvent[] = absences === 1 ? [{ type: 'absent', changes: {}, data: { attempt: last.number } }] : [];
  if (payout.review !== null) return { events: first, schedule: { absences } };
  const resendAt = resendTime(payout, context, { absences, last });
  if (resendAt !== null) return { events: first, schedule: { absences, ...waitToResend(resendAt, context) } };
  if (!isSearchOver(context, { absences, last })) return { events: first, schedule: { absences } };
  const reason = isBlocked(context) ? 'refused_after_unknown' : 'absent_at_provider';
  return { events: [...first, openReview(reason, context.searchedAt, { searches: absences })], schedule: { absences } };
}

/**
 * Returns the schedule for the next POST of the same payout. If a planned `resendAt` has passed without a POST, the
 * account is held. In that case the payout keeps the planned time of its next read.
 */
function waitToResend(resendAt: number, { searchedAt, schedule }: AbsenceContext): Rescheduling {
  return resendAt > searchedAt || schedule.resendAt === null ? { resendAt, nextAt: resendAt } : { resendAt };
}

interface Search {
  readonly absences: number;
  readonly last: Attempt;
}

function isBlocked({ attempts }: AbsenceContext): boolean {
  return attempts.some(({ blocksResend }) => blocksResend);
}

/** Returns true if enough searches found nothing, over a long enough time, to give up the search. */
function isSearchOver({ searchedAt, timings }: AbsenceContext, { absences, last }: Search): boolean {
  return absences >= MIN_ABSENCES && searchedAt >= last.startedAt + timings.absenceSearch;
}

/**
 * Returns the earliest time at which the payout may be sent again, in epoch milliseconds. Returns null if the payout
 * has expired or must not be sent again. With `resendAfterAbsence`, also returns null until the search is over.
 */
function resendTime(payout: Payout, context: AbsenceContext, search: Search): number | null {
  const { account, schedule, searchedAt, timings } = context;
  if (payout.expiresAt !== null && payout.expiresAt <= searchedAt) return null;
  // An earlier search or an operator has already set the time.
  if (schedule.resendAt !== null) return schedule.resendAt;
  if (isBlocked(context)) return null;
  if (account.safety.dedupe === 'by-reference') return searchedAt + timings.resendWait;
  return account.resendAfterAbsence && isSearchOver(context, search) ? searchedAt : null;
}
