import type { PayoutStatus } from './payout.js';

/**
 * What we may decide ourselves, and from where. The UPDATE that carries a decision out asks this table in its WHERE.
 * What a provider tells us is no decision: that is `observe`.
 */
const TRANSITIONS = {
  approve: { from: ['awaiting_approval'], to: 'queued' },
  reject: { from: ['awaiting_approval'], to: 'canceled' },
  cancel: { from: ['awaiting_approval', 'queued'], to: 'canceled' },
  /** `unconfirmed` only as a resend, where the provider never executes our id twice or the operator vouches for it. */
  submit: { from: ['queued', 'unconfirmed'], to: 'submitting' },
  /** The attempt ended, or its lease did, without proof of its outcome. */
  doubt: { from: ['submitting', 'unconfirmed'], to: 'unconfirmed' },
  /** Every attempt ever started is proven not executed. */
  requeue: { from: ['submitting', 'unconfirmed'], to: 'queued' },
  refuse: { from: ['submitting', 'unconfirmed'], to: 'failed' },
  expire: { from: ['queued'], to: 'failed' },
  reject_recipient: { from: ['queued'], to: 'failed' },
  /** A named operator's recorded decision about a payout in review. */
  mark_paid: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'paid' },
  mark_failed: { from: ['queued', 'unconfirmed', 'processing', 'paid', 'failed'], to: 'failed' },
} as const satisfies Record<string, { from: readonly PayoutStatus[]; to: PayoutStatus }>;

export type Command = keyof typeof TRANSITIONS;

export function isAllowed(command: Command, from: PayoutStatus): boolean {
  return (TRANSITIONS[command].from as readonly PayoutStatus[]).includes(from);
}
