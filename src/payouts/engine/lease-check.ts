import type { Clock } from '../../common/clock.js';
import type { GuardRefusal } from '../domain/attempts.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { UnitOfWork } from '../storage/unit-of-work.js';

/** Milliseconds after which a POST should have an answer. */
const ANSWER_MS = 4_000;

/**
 * Returns the milliseconds from the claim of a payout until it is looked up because its POST should have an answer by
 * then. The lease (the time for which the sender owns the payout) still runs at that time.
 */
export function answerTime(submitTimeout: number): number {
  return Math.min(ANSWER_MS, submitTimeout);
}

/** One moment on two clocks, in milliseconds: the wall clock and the monotonic clock, which never goes back. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

export function momentOf(clock: Clock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

/** Returns the milliseconds since the claim. If the two clocks differ, the longer time counts. */
export function elapsed(claimedAt: Moment, clock: Clock): number {
  return Math.max(clock.monotonic() - claimedAt.monotonic, clock.now() - claimedAt.wall);
}

/**
 * Returns the reason not to send a claimed payout, or null if it may be sent. It is the last check before the first
 * byte. The rest of the lease (the time-limited claim) must be at least the longest time of a POST plus an eighth of
 * the lease. Otherwise another worker could take over the payout during the POST. Both clocks are compared, because on
 * Linux the monotonic clock stops while the machine sleeps.
 */
export function guard(
  claimedAt: Moment,
  clock: Clock,
  { lease, submitTimeout, draining }: { lease: number; submitTimeout: number; draining: boolean },
): GuardRefusal | null {
  if (draining) return refusal('the service is shutting down');
  if (clock.now() < claimedAt.wall) return refusal('the wall clock went back since the claim');
  return lease - elapsed(claimedAt, clock) >= submitTimeout + lease / 8
    ? null
    : refusal('too little of the lease is left');
}

/**
 * Reads a claimed payout from the database again. Returns the reason not to send it, or null if it may be sent. While
 * slow checks ran before the POST, another worker may have found the payout at the provider. If the database does not
 * answer, the payout is not sent either.
 */
export async function recheck(
  { id, leaseToken, version }: StoredPayout,
  unitOfWork: Pick<UnitOfWork, 'read'>,
): Promise<GuardRefusal | null> {
  try {
    const now = await unitOfWork.read(({ payouts }) => payouts.require(id));
    const same = now.leaseToken === leaseToken && now.version === version;
    return same ? null : refusal('the payout has changed since the claim');
  } catch {
    return refusal('the database did not tell whether the payout has changed');
  }
}

/**
 * Returns the outcome of an attempt that was stopped before its first byte. `retryAfterMs` is the wait that the
 * provider asked for when a read before the POST failed. Null if it asked for none.
 */
export function refusal(reason: string, retryAfterMs: number | null = null): GuardRefusal {
  return { kind: 'not_sent', cause: 'guard', reason, httpStatus: null, retryAfterMs };
}
