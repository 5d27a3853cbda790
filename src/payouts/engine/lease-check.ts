import type { Clock } from '../../common/clock.js';
import type { GuardRefusal } from '../domain/attempts.js';

/** One moment on two clocks, in milliseconds: the wall clock and the monotonic clock, which never goes back. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** Returns the current moment on both clocks. */
export function momentOf(clock: Clock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

/**
 * Returns the reason not to send a claimed payout, or null if it may be sent. It is the last check before the first
 * byte. The lease (the time-limited claim) must last longer than the POST can take; otherwise another worker could take
 * over the payout meanwhile. Both clocks are compared, because on Linux the monotonic clock stops while the machine
 * sleeps.
 */
export function guard(
  claimedAt: Moment,
  clock: Clock,
  { lease, submitTimeout, draining }: { lease: number; submitTimeout: number; draining: boolean },
): GuardRefusal | null {
  if (draining) return refusal('the service is shutting down');
  const wall = clock.now() - claimedAt.wall;
  if (wall < 0) return refusal('the wall clock went back since the claim');
  const elapsed = Math.max(clock.monotonic() - claimedAt.monotonic, wall);
  return lease - elapsed >= submitTimeout + lease / 8 ? null : refusal('too little of the lease is left');
}

/** Returns the outcome of an attempt that was stopped before its first byte. */
export function refusal(reason: string): GuardRefusal {
  return { kind: 'not_sent', cause: 'guard', reason, httpStatus: null, retryAfterMs: null };
}
