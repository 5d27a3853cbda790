import type { EventType, NewEvent, PayoutStatus } from './payout.js';

interface Transition {
  readonly from: readonly PayoutStatus[];
  readonly to: PayoutStatus;
  /** Event types that make this transition. */
  readonly by: readonly EventType[];
}

/**
 * Transitions that we decide ourselves: from which status, to which, and by which events. Claims take the allowed
 * statuses into their WHERE clause. For every other decision the table is checked when its events are written, by an
 * UPDATE whose WHERE names the status on which it was based.
 * Changes reported by a provider are not listed here; see `observe`.
 */
const TRANSITIONS = {
  approve: { from: ['awaiting_approval'], to: 'queued', by: ['approved'] },
  reject: { from: ['awaiting_approval'], to: 'canceled', by: ['rejected'] },
  cancel: { from: ['awaiting_approval', 'queued'], to: 'canceled', by: ['canceled'] },
  /**
   * From `unconfirmed` only as a resend: the provider documents that it never executes an id twice, or an operator
   * vouches for it.
   */
  submit: { from: ['queued', 'unconfirmed'], to: 'submitting', by: ['submission_started'] },
  /** The attempt or its lease ended without proof of the outcome. */
  doubt: {
    from: ['submitting', 'unconfirmed'],
    to: 'unconfirmed',
    by: ['submission_accepted', 'submission_refused', 'submission_not_sent', 'submission_unknown'],
  },
  /** It is proven that no attempt was executed. */
  requeue: {
    from: ['submitting', 'unconfirmed'],
    to: 'queued',
    by: ['requeued', 'submission_refused', 'submission_not_sent', 'submission_unknown'],
  },
  refuse: { from: ['submitting', 'unconfirmed'], to: 'failed', by: ['refusal_confirmed'] },
  expire: { from: ['queued'], to: 'failed', by: ['expired_before_sending'] },
  reject_recipient: { from: ['queued'], to: 'failed', by: ['recipient_not_payable'] },
  /** A decision of a named operator about a payout in review. */
  mark_paid: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'paid', by: ['resolved'] },
  mark_failed: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'failed', by: ['resolved'] },
} as const satisfies Record<string, Transition>;

export type Command = keyof typeof TRANSITIONS;

const ALL: readonly Transition[] = Object.values(TRANSITIONS);
/** Events that are no decision of ours: the acceptance and the provider's reports. */
const NO_DECISIONS: readonly EventType[] = ['accepted', 'observed'];

/** Returns the statuses in which a command is allowed. */
export function allowedFrom(command: Command): readonly PayoutStatus[] {
  return TRANSITIONS[command].from;
}

export function isAllowed(command: Command, from: PayoutStatus): boolean {
  return allowedFrom(command).includes(from);
}

/** @throws if the table does not allow the event's transition. This is a bug; nothing is written. */
export function requireAllowed(from: PayoutStatus, { type, changes }: Pick<NewEvent, 'type' | 'changes'>): void {
  const to = changes.status;
  if (to === undefined || NO_DECISIONS.includes(type)) return;
  if (ALL.some((allowed) => allowed.to === to && allowed.by.includes(type) && allowed.from.includes(from))) return;
  throw new Error(`${type} must not move a payout from ${from} to ${to}`);
}
