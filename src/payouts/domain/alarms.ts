import type { NewEvent } from './payout.js';

/**
 * Messages of the alarms for operators, by name. An alarm is raised when a provider's report does not fit our records.
 */
const ALARMS = {
  unexplained_transaction: 'The provider has a payout although no attempt can have been executed.',
  duplicate_reference: 'The provider has more than one transaction with the reference of this payout.',
  other_transaction: 'The provider answers with another transaction than the one bound to this payout.',
  moved_after_failed: 'The provider moves money for a payout that was recorded as failed.',
  failed_after_paid: 'The provider says failed for a payout that was recorded as paid.',
  unknown_word: 'The provider uses a status word for this payout that its document does not define.',
  resolution_overruled: "The provider contradicts an operator's resolution; the provider's word counts.",
} as const;

/** Name of an alarm. The event that records the alarm has this name and the message in its `data`. */
export type Alarm = keyof typeof ALARMS;

/** Returns the event that records an alarm in the payout's history. The event changes no field of the payout. */
export function alarmEvent(alarm: Alarm): NewEvent {
  return { type: 'alarm', changes: {}, data: { alarm, message: ALARMS[alarm] } };
}

/** Returns true if the alarm puts the account on hold: nothing is sent from it until a person resumes it. */
export function holdsAccount(alarm: Alarm): boolean {
  return alarm === 'unexplained_transaction' || alarm === 'duplicate_reference' || alarm === 'other_transaction';
}
