import type { EventType, NewEvent, PayoutStatus } from './payout.js';

interface Transition {
  readonly from: readonly PayoutStatus[];
  readonly to: PayoutStatus;
  /** The events that carry it out. */
  readonly by: readonly EventType[];
}

/**
 * What we may decide ourselves, from where, and by which event. Claims ask it in their WHERE; every other decision is held
 * to it when its events are written, by an UPDATE whose WHERE names the status that it was taken from.
 * What a provider tells us is no decision: that is `observe`.
 */
const TRANSITIONS = {
  approve: { from: ['awaiting_approval'], to: 'queued', by: ['approved'] },
  reject: { from: ['awaiting_approval'], to: 'canceled', by: ['rejected'] },
  cancel: { from: ['awaiting_approval', 'queued'], to: 'canceled', by: ['canceled'] },
  /** `unconfirmed` only as a resend, where the provider never executes our id twice or the operator vouches for it. */
  submit: { from: ['queued', 'unconfirmed'], to: 'submitting', by: ['submission_started'] },
  /** The attempt ended, or its lease did, without proof of its outcome. */
  doubt: {
    from: ['submitting', 'unconfirmed'],
    to: 'unconfirmed',
    by: ['submission_accepted', 'submission_refused', 'submission_not_sent', 'submission_unknown'],
  },
  /** Every attempt ever started is proven not executed. */
  requeue: {
    from: ['submitting', 'unconfirmed'],
    to: 'queued',
    by: ['requeued', 'submission_refused', 'submission_not_sent', 'submission_unknown'],
  },
  refuse: { from: ['submitting', 'unconfirmed'], to: 'failed', by: ['refusal_confirmed'] },
  expire: { from: ['queued'], to: 'failed', by: ['expired_before_sending'] },
  reject_recipient: { from: ['queued'], to: 'failed', by: ['recipient_not_payable'] },
  /** A named operator's recorded decision about a payout in review. */
  mark_paid: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'paid', by: ['resolved'] },
  mark_failed: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'failed', by: ['resolved'] },
} as const satisfies Record<string, Transition>;

export type Command = keyof typeof TRANSITIONS;

const ALL: readonly Transition[] = Object.values(TRANSITIONS);
/** Begins a history, and says what a provider said. */
const NO_DECISIONS: readonly EventType[] = ['accepted', 'observed'];

/** The statuses from which the command may be decided. */
export function allowedFrom(command: Command): readonly PayoutStatus[] {
  return TRANSITIONS[command].from;
}

export function isAllowed(command: Command, from: PayoutStatus): boolean {
  return allowedFrom(command).includes(from);
}

/** @throws when an event would move a payout in a way that the table does not name: a bug, and nothing is written */
export function requireAllowed(from: PayoutStatus, { type, changes }: Pick<NewEvent, 'type' | 'changes'>): void {
  const to = changes.status;
  if (to === undefined || NO_DECISIONS.includes(type)) return;
  if (ALL.some((allowed) => allowed.to === to && allowed.by.includes(type) && allowed.from.includes(from))) return;
  throw new Error(`${type} must not move a payout from ${from} to ${to}`);
}
