import type { EventType, NewEvent, PayoutStatus } from './payout.js';

interface Transition {
  readonly from: readonly PayoutStatus[];
  readonly to: PayoutStatus;
  /** Types of the events that record this transition. */
  readonly by: readonly EventType[];
}

/**
 * Status changes that Cauri itself decides, by the name of the command. Each has the statuses from which it is allowed,
 * the new status, and the types of the events that record it. Changes that follow from a provider's report are not
 * listed here; `observe` decides them.
 *
 * A claim (the reservation of due payouts for one worker) checks the allowed statuses in the WHERE clause of its
 * UPDATE. `requireAllowed` checks every event before it is written. The UPDATE of the payout then requires that the
 * payout has not changed since that check.
 */
const TRANSITIONS = {
  approve: { from: ['awaiting_approval'], to: 'queued', by: ['approved'] },
  reject: { from: ['awaiting_approval'], to: 'canceled', by: ['rejected'] },
  expire_approval: { from: ['awaiting_approval'], to: 'canceled', by: ['approval_expired'] },
  cancel: { from: ['awaiting_approval', 'queued'], to: 'canceled', by: ['canceled'] },
  /**
   * Starts an attempt (one POST to the provider). An `unconfirmed` payout is sent again by it. That requires a provider
   * that never executes the same id twice, or an operator's decision.
   */
  submit: { from: ['queued', 'unconfirmed'], to: 'submitting', by: ['submission_started'] },
  /**
   * Ends an attempt without proof of its outcome, for example because its lease (the worker's time-limited claim)
   * expired.
   */
  doubt: {
    from: ['submitting', 'unconfirmed'],
    to: 'unconfirmed',
    by: ['submission_accepted', 'submission_refused', 'submission_not_sent', 'submission_unknown'],
  },
  /** Queues the payout again, because every attempt is proven not executed. */
  requeue: {
    from: ['submitting', 'unconfirmed'],
    to: 'queued',
    by: ['requeued', 'submission_refused', 'submission_not_sent', 'submission_unknown'],
  },
  refuse: { from: ['submitting', 'unconfirmed'], to: 'failed', by: ['refusal_confirmed'] },
  expire: { from: ['queued'], to: 'failed', by: ['expired_before_sending'] },
  reject_recipient: { from: ['queued'], to: 'failed', by: ['recipient_not_payable'] },
  /** Like `mark_failed`, records the result that an operator decided for a payout in review. */
  mark_paid: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'paid', by: ['resolved'] },
  mark_failed: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'failed', by: ['resolved'] },
} as const satisfies Record<string, Transition>;

/** Name of a decision that changes a payout's status. */
export type Command = keyof typeof TRANSITIONS;

const ALL: readonly Transition[] = Object.values(TRANSITIONS);
/**
 * Types of events that are not in `TRANSITIONS`: `accepted` creates the payout, `observed` records a provider's report.
 */
const NO_DECISIONS: readonly EventType[] = ['accepted', 'observed'];

/** Returns the statuses in which the command is allowed. The SQL of a claim uses them too. */
export function allowedFrom(command: Command): readonly PayoutStatus[] {
  return TRANSITIONS[command].from;
}

export function isAllowed(command: Command, from: PayoutStatus): boolean {
  return allowedFrom(command).includes(from);
}

/**
 * Checks that `TRANSITIONS` allows this event to change the status. An event without a new status always passes.
 * @throws if the table does not allow the change. This is a bug in the caller; nothing is written.
 */
export function requireAllowed(from: PayoutStatus, { type, changes }: Pick<NewEvent, 'type' | 'changes'>): void {
  const to = changes.status;
  if (to === undefined || NO_DECISIONS.includes(type)) return;
  if (ALL.some((allowed) => allowed.to === to && allowed.by.includes(type) && allowed.from.includes(from))) return;
  throw new Error(`${type} must not move a payout from ${from} to ${to}`);
}
