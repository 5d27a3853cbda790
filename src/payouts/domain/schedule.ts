import { planStep } from '../../common/durations.js';
import type { ConnectorAccount } from '../../common/payout-connector.js';
import { isCancellationOpen } from './credit-cancellation.js';
import type { Payout, Rescheduling, Schedule } from './payout.js';

const DAY = 86_400_000;
/** After `expiresAt` the provider still has to book the return. */
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
  /** Start of the last attempt, null without one. */
  readonly lastAttemptAt: number | null;
  /** Whether the read (or the answer) changed the state: the plan starts anew. */
  readonly changed: boolean;
}

/** When to read a payout again after a read; null when nothing more is expected. */
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

/** The deciding search of an absent submission begins when its time is over, not at the plan's next step. */
function notBeyondTheSearch(nextAt: number, { at, lastAttemptAt, timings }: ReadContext): number {
  const searchEnds = (lastAttemptAt ?? at) + timings.absenceSearch;
  return searchEnds > at ? Math.min(nextAt, searchEnds) : nextAt;
}

function afterPaid(payout: Payout, context: ReadContext, onPlan: Rescheduling): Rescheduling {
  if (payout.review !== null) return onPlan;
  if (!context.safety.returnsAfterPaid) return { nextAt: resolvedWatch(payout, context) };
  return isCancellationOpen(payout) ? onPlan : watchReturns(payout, context, onPlan);
}

/** Daily for `WATCH_PAID`, and from its expiry on by the plan until the return is booked. */
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

/** A return whose amount the provider did not tell is read, for as long as a paid credit is watched, until it does. */
function afterReturned(
  { returnedAmount, returnedAt }: Payout,
  { at, timings }: ReadContext,
  onPlan: Rescheduling,
): Rescheduling {
  const unknown = returnedAmount === null && at < (returnedAt ?? at) + timings.watchPaid;
  return unknown ? onPlan : { nextAt: null };
}

/** What an operator settled by hand is still compared with the provider once a day. */
function resolvedWatch({ resolution, settledAt }: Payout, { at, timings }: ReadContext): number | null {
  if (resolution === null || resolution.action === 'resend') return null;
  return at + DAY <= (settledAt ?? at) + timings.watchPaid ? at + DAY : null;
}

/** A callback that came during the read (or the POST) asked for another one: what it asked for is kept. */
export function keepEarlier(planned: Rescheduling, before: Schedule, now: Schedule): Rescheduling {
  if (now.nextAt === null || now.nextAt === before.nextAt) return planned;
  const { nextAt } = planned;
  return nextAt === null || nextAt === undefined || nextAt > now.nextAt ? { ...planned, nextAt: now.nextAt } : planned;
}
