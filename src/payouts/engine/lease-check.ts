import type { Clock } from '../../common/clock.js';
import type { GuardRefusal } from '../domain/attempts.js';

export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

export function momentOf(clock: Clock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

/**
 * Checks, directly before the first byte, that the lease lasts longer than the POST can take. Otherwise another worker
 * could take the payout over meanwhile. Both clocks are compared, because on Linux the monotonic clock stops while the
 * machine sleeps. Returns the reason not to send, or null.
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

export function refusal(reason: string): GuardRefusal {
  return { kind: 'not_sent', cause: 'guard', reason, httpStatus: null, retryAfterMs: null };
}
