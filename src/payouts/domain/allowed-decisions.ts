import type { EventType, NewEvent, PayoutStatus } from './payout.js';

interface Transition {
  readonly from: readonly PayoutStatus[];
  readonly to: PayoutStatus;
  /** The event types that record this transition. */
  readonly by: readonly EventType[];
}

/**
 * Status changes that we decide ourselves: from which statuses, to which status, and by which events. `observe` decides
 * the changes that a provider reports.
 *
 * A claim puts the allowed statuses into its WHERE clause. For other commands, `requireAllowed` checks the table when
 * the events are written. The UPDATE then requires that the status has not changed since.
 */
const TRANSITIONS = {
  approve: { from: ['awaiting_approval'], to: 'queued', by: ['approved'] },
  reject: { from: ['awaiting_approval'], to: 'canceled', by: ['rejected'] },
  expire_approval: { from: ['awaiting_approval'], to: 'canceled', by: ['approval_expired'] },
  cancel: { from: ['awaiting_approval', 'queued'], to: 'canceled', by: ['canceled'] },
  /**
   * From `unconfirmed` this sends the same payout again. It requires a provider that never executes an id twice, or an
   * operator's decision.
   */
  submit: { from: ['queued', 'unconfirmed'], to: 'submitting', by: ['submission_started'] },
  /** The attempt ended, or its lease expired, without proof of the outcome. */
  doubt: {
    from: ['submitting', 'unconfirmed'],
    to: 'unconfirmed',
    by: ['submission_accepted', 'submission_refused', 'submission_not_sent', 'submission_unknown'],
  },
  /** Every attempt is proven not executed, so the payout may be sent again. */
  requeue: {
    from: ['submitting', 'unconfirmed'],
    to: 'queued',
    by: ['requeued', 'submission_refused', 'submission_not_sent', 'submission_unknown'],
  },
  refuse: { from: ['submitting', 'unconfirmed'], to: 'failed', by: ['refusal_confirmed'] },
  expire: { from: ['queued'], to: 'failed', by: ['expired_before_sending'] },
  reject_recipient: { from: ['queued'], to: 'failed', by: ['recipient_not_payable'] },
  /** An operator decided the result of a payout in review. */
  mark_paid: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'paid', by: ['resolved'] },
  mark_failed: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'failed', by: ['resolved'] },
} as const satisfies Record<string, Transition>;

export type Command = keyof typeof TRANSITIONS;

const ALL: readonly Transition[] = Object.values(TRANSITIONS);
/** Event types that record no decision of ours: the acceptance and the provider's reports. */
const NO_DECISIONS: readonly EventType[] = ['accepted', 'observed'];

/** Returns the statuses in which the command is allowed. */
export function allowedFrom(command: Command): readonly PayoutStatus[] {
  return TRANSITIONS[command].from;
}

export function isAllowed(command: Command, from: PayoutStatus): boolean {
  return allowedFrom(command).includes(from);
}

/**
 * Checks that the table allows this event to change the status.
 * @throws if it does not. This is a bug in the caller; nothing is written.
 */
export function requireAllowed(from: PayoutStatus, { type, changes }: Pick<NewEvent, 'type' | 'changes'>): void {
  const to = changes.status;
  if (to === undefined || NO_DECISIONS.includes(type)) return;
  if (ALL.some((allowed) => allowed.to === to && allowed.by.includes(type) && allowed.from.includes(from))) return;
  throw new Error(`${type} must not move a payout from ${from} to ${to}`);
}
