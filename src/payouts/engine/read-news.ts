import type { Observation } from '../../common/payout-connector.js';
import { alarmEvent } from '../domain/alarms.js';
import { lingeringWord, type Observed, observe } from '../domain/apply-observation.js';
import { type Attempt, mayBeExecuted } from '../domain/attempts.js';
import { withReason } from '../domain/failures.js';
import type { NewEvent } from '../domain/payout.js';
import type { CallbackNews } from '../storage/callbacks.repository.js';
import type { StoredPayout } from '../storage/payout-rows.js';

/**
 * Returns the events and alarms that follow from a read, including the alarm for an undocumented status word that the
 * provider repeats.
 */
export function observed(
  payout: StoredPayout,
  answer: Observation,
  { at, attempts }: { at: number; attempts: readonly Attempt[] },
): Observed {
  const { events, alarms } = observe(payout, answer, { at, mayBeExecuted: mayBeExecuted(attempts) });
  const lingering = lingeringWord(payout, answer, payout.schedule.pollStep);
  return { events: [...events, ...lingering.map(alarmEvent)], alarms: [...alarms, ...lingering] };
}

/**
 * Returns the event that adds the failure reason of a callback to a payout, once our own read also says `failed`.
 * Returns an empty list if there is nothing to add.
 */
export function annotations(payout: StoredPayout, callbacks: CallbackNews | null): NewEvent[] {
  const { failure } = payout;
  const providerReason = callbacks?.failureReason ?? null;
  if (payout.status !== 'failed' || failure?.code !== 'failed' || failure.providerReason !== null) return [];
  if (providerReason === null) return [];
  const changes = { failure: withReason(failure, providerReason) };
  return [{ type: 'annotated', changes, data: { providerReason }, source: 'callback' }];
}
