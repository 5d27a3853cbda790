import type { ConnectorAccount } from '../../common/connector-account.js';
import { planStep } from '../../common/durations.js';
import { isCancellationOpen } from './credit-cancellation.js';
import type { Payout, Rescheduling, Schedule } from './payout.js';

const DAY = 86_400_000;
/**
 * Milliseconds after a payout's expiry at which it is read. The provider needs this time to book the returned money.
 */
const AFTER_EXPIRY = 60_000;

export interface ReadContext {
  readonly schedule: Schedule;
  readonly safety: Pick<ConnectorAccount['safety'], 'returnsAfterPaid'>;
  /** Durations in milliseconds, as in `PayoutsTimings`. */
  readonly timings: {
    readonly pollPlan: readonly number[];
    readonly absenceSearch: number;
    readonly watchPaid: number;
    readonly watchPlan: readonly number[];
  };
  /** Time of the read or reply in epoch milliseconds. */
  readonly at: number;
  /** Start of the last attempt in epoch milliseconds. Null if the payout was never sent. */
  readonly lastAttemptAt: number | null;
  /** True if this read or reply changed the payout's status. The poll plan then starts again with its shortest wait. */
  readonly changed: boolean;
}

/**
 * Returns the schedule after a read of a payout, or after the answer to its POST. `nextAt`, the time of the next read,
 * is null if no more reads are planned. While the payout waits to be sent or is being sent, the result has no `nextAt`,
 * so that the stored time stays.
 */
export function afterRead(payout: Payout, context: ReadContext): Rescheduling {
  const pollStep = context.changed ? 0 : context.schedule.pollStep;
  const onPlan = { nextAt: context.at + planStep(context.timings.pollPlan, pollStep), pollStep: pollStep + 1 };
  const read = { lastReadAt: context.at };
  switch (payout.status) {
    case 'unconfirmed':
      return { ...read, ...onPlan, nextAt: notBeyondTheSearch(onPlan.nextAt, context) };
    case 'processing':
      return { ...read, ...onPlan };
    case 'paid':
      return { ...read, ...afterPaid(payout, context, onPlan) };
    case 'failed':
      return { ...read, ...(payout.review ? onPlan : { nextAt: resolvedWatch(payout, context) }) };
    case 'returned':
      return { ...read, ...afterReturned(payout, context, onPlan) };
    case 'canceled':
      return { ...read, nextAt: null };
    default:
      return read;
  }
}

/**
 * Returns `nextAt`, but not later than `absenceSearch` after the last attempt, if that is still to come. From that time
 * on, the search for a payout that the provider does not find may be given up, so one search starts at that time.
 */
function notBeyondTheSearch(nextAt: number, { at, lastAttemptAt, timings }: ReadContext): number {
  const searchEnds = (lastAttemptAt ?? at) + timings.absenceSearch;
  return searchEnds > at ? Math.min(nextAt, searchEnds) : nextAt;
}

function afterPaid(payout: Payout, context: ReadContext, onPlan: Rescheduling): Rescheduling {
  if (payout.review !== null) return onPlan;
  const daily = resolvedWatch(payout, context);
  if (!context.safety.returnsAfterPaid) return { nextAt: daily };
  const watched = isCancellationOpen(payout) ? onPlan : watchReturns(payout, context, onPlan);
  return daily === null ? watched : { ...watched, nextAt: Math.min(daily, watched.nextAt ?? daily) };
}

/**
 * Plans the reads of a paid payout whose money may come back. A payout that does not expire is read after the waits of
 * `WATCH_PLAN`, until `WATCH_PAID` after it was paid. A payout that expires is read after those waits until its expiry.
 * From then on it is read by the poll plan until the return is booked, for at most `WATCH_PAID`.
 */
function watchReturns(payout: Payout, { at, timings }: ReadContext, onPlan: Rescheduling): Rescheduling {
  const settledAt = payout.settledAt ?? at;
  const next = at + watchStep(timings.watchPlan, at - settledAt);
  if (payout.expiresAt === null) {
    const watched = next <= settledAt + timings.watchPaid;
    return { nextAt: watched ? next : null, pollStep: 0 };
  }
  const expiry = payout.expiresAt + AFTER_EXPIRY;
  if (at < expiry) return { nextAt: Math.min(next, expiry), pollStep: 0 };
  return at < expiry + timings.watchPaid ? onPlan : { nextAt: null };
}

/**
 * Returns the wait before the next read in milliseconds. `elapsed`, the time since the payout was paid, selects it from
 * the plan. The number of reads does not matter, so that extra reads do not use the plan up.
 */
function watchStep(plan: readonly number[], elapsed: number): number {
  let reached = 0;
  const due = plan.find((step) => {
    reached += step;
    return reached > elapsed;
  });
  return due ?? planStep(plan, plan.length);
}

/** Plans reads of a returned payout while the amount that came back is unknown, for at most `WATCH_PAID`. */
function afterReturned(
  { returnedAmount, returnedAt }: Payout,
  { at, timings }: ReadContext,
  onPlan: Rescheduling,
): Rescheduling {
  const unknown = returnedAmount === null && at < (returnedAt ?? at) + timings.watchPaid;
  return unknown ? onPlan : { nextAt: null };
}

/**
 * Returns the time of the next daily read of a payout whose result an operator set by hand, in case the provider
 * reports something else. Returns null for other payouts, and after `WATCH_PAID`.
 */
function resolvedWatch({ resolution, settledAt }: Payout, { at, timings }: ReadContext): number | null {
  if (resolution === null || resolution.action === 'resend') return null;
  return at + DAY <= (settledAt ?? at) + timings.watchPaid ? at + DAY : null;
}

/**
 * Returns `planned`, but with the stored `nextAt` if a callback has set an earlier one since the read or POST began.
 * The read that the callback asked for is then not delayed. `before` is the schedule when the read or POST began, and
 * `now` is the stored schedule.
 */
export function keepEarlier(planned: Rescheduling, before: Schedule, now: Schedule): Rescheduling {
  if (now.nextAt === null || now.nextAt === before.nextAt) return planned;
  const { nextAt } = planned;
  return nextAt === null || nextAt === undefined || nextAt > now.nextAt ? { ...planned, nextAt: now.nextAt } : planned;
}
