import { planStep } from '../../common/durations.js';
import type { ConnectorAccount } from '../../common/payout-connector.js';
import { isCancellationOpen } from './credit-cancellation.js';
import type { Payout, Rescheduling, Schedule } from './payout.js';

const DAY = 86_400_000;
/** Milliseconds after `expiresAt` until the first read, so that the provider has booked the return. */
const AFTER_EXPIRY = 60_000;

export interface ReadContext {
  readonly schedule: Schedule;
  readonly safety: Pick<ConnectorAccount['safety'], 'returnsAfterPaid'>;
  readonly timings: {
    readonly pollPlan: readonly number[];
    readonly absenceSearch: number;
    readonly watchPaid: number;
  };
  readonly at: number;
  /** Start of the last attempt, epoch milliseconds. Null if there is none. */
  readonly lastAttemptAt: number | null;
  /** True if the read or the answer changed the state. Then the poll plan starts again. */
  readonly changed: boolean;
}

/** Returns when to read a payout again after a read. `nextAt` is null if no more changes are expected. */
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
 * Limits the next read to the end of the search time, so that the deciding search begins then and not a plan step
 * later.
 */
function notBeyondTheSearch(nextAt: number, { at, lastAttemptAt, timings }: ReadContext): number {
  const searchEnds = (lastAttemptAt ?? at) + timings.absenceSearch;
  return searchEnds > at ? Math.min(nextAt, searchEnds) : nextAt;
}

function afterPaid(payout: Payout, context: ReadContext, onPlan: Rescheduling): Rescheduling {
  if (payout.review !== null) return onPlan;
  if (!context.safety.returnsAfterPaid) return { nextAt: resolvedWatch(payout, context) };
  return isCancellationOpen(payout) ? onPlan : watchReturns(payout, context, onPlan);
}

/**
 * Plans reads of a paid payout whose money may come back: daily for `WATCH_PAID`. If it expires, by the poll plan from
 * that time until the return is booked.
 */
function watchReturns(payout: Payout, { at, timings }: ReadContext, onPlan: Rescheduling): Rescheduling {
  const daily = at + DAY;
  if (payout.expiresAt === null) {
    const watched = daily <= (payout.settledAt ?? at) + timings.watchPaid;
    return { nextAt: watched ? daily : null, pollStep: 0 };
  }
  const expiry = payout.expiresAt + AFTER_EXPIRY;
  if (at < expiry) return { nextAt: Math.min(daily, expiry), pollStep: 0 };
  return at < expiry + timings.watchPaid ? onPlan : { nextAt: null };
}

/** Plans reads of a return whose amount is unknown, for at most `WATCH_PAID`. */
function afterReturned(
  { returnedAmount, returnedAt }: Payout,
  { at, timings }: ReadContext,
  onPlan: Rescheduling,
): Rescheduling {
  const unknown = returnedAmount === null && at < (returnedAt ?? at) + timings.watchPaid;
  return unknown ? onPlan : { nextAt: null };
}

/** Plans a daily read of a payout that an operator settled by hand, to compare it with the provider. */
function resolvedWatch({ resolution, settledAt }: Payout, { at, timings }: ReadContext): number | null {
  if (resolution === null || resolution.action === 'resend') return null;
  return at + DAY <= (settledAt ?? at) + timings.watchPaid ? at + DAY : null;
}

/** Keeps the earlier time if a callback asked for another read during this one. */
export function keepEarlier(planned: Rescheduling, before: Schedule, now: Schedule): Rescheduling {
  if (now.nextAt === null || now.nextAt === before.nextAt) return planned;
  const { nextAt } = planned;
  return nextAt === null || nextAt === undefined || nextAt > now.nextAt ? { ...planned, nextAt: now.nextAt } : planned;
}
