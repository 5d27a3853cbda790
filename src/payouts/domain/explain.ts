import { type Hold, isProbed } from './account-hold.js';
import { isAllowed } from './allowed-decisions.js';
import type { Approval } from './approval.js';
import { type Attempt, noneExecuted } from './attempts.js';
import { isCancellationOpen } from './credit-cancellation.js';
import { adviseResend, type ResendAdvice, type ResendContext } from './explain-resend.js';
import { isFinal, type Payout, type PayoutStatus, RESOLUTION_ACTIONS, type Resolution } from './payout.js';
import { obstacleTo } from './resolution.js';

/** Data, besides the payout, that its explanation needs. */
export interface ExplainContext extends ResendContext {
  /** The hold of the payout's account. Null if the account is not held. */
  readonly hold: Hold | null;
  /** True if the provider can take back a paid payout and last reported this one as paid. */
  readonly takesBack: boolean;
  readonly approvals: readonly Approval[];
  /**
   * Sentence that compares the balance with the money needed, and the time at which the balance was read. Null if no
   * balance is known, or if the last known balance covers the payouts that are queued and under way.
   */
  readonly shortfall: { readonly fact: string; readonly at: number } | null;
  /**
   * Time at which the payout is canceled if it is not approved by then, in epoch milliseconds. Used only while it waits
   * for an approval.
   */
  readonly approvalExpiresAt: number;
}

/** Explanation of a payout in English sentences. Times are in epoch milliseconds. */
export interface Explanation {
  readonly summary: string;
  /**
   * Facts about the payout, grouped by kind and not sorted by time. `source` is `api`, `worker`, `provider`, or the
   * name of the consumer who decided.
   */
  readonly facts: readonly { readonly fact: string; readonly source: string; readonly at: number }[];
  /** Continuation of "The payout waits for …". Null if it waits for nothing. */
  readonly waitingFor: string | null;
  /** Next step that the system takes by itself. Null if none is planned. */
  readonly next: { readonly action: string; readonly at: number } | null;
  readonly resend: ResendAdvice;
  /** Calls of the API that are safe now, such as `cancel` or `resolve:resend`. */
  readonly actions: readonly string[];
}

const SUMMARIES: Record<PayoutStatus, string> = {
  awaiting_approval: 'The payout waits for an approval. Nothing was sent.',
  queued: 'The payout waits to be sent. No attempt of it can have been executed.',
  submitting: 'The payout is being sent to the provider right now.',
  unconfirmed: 'The payout was sent, but its outcome is not known yet.',
  processing: 'The provider has accepted the payout and is carrying it out.',
  paid: 'The provider has confirmed that the payout was paid.',
  failed: 'The payout failed.',
  returned: 'The payout was paid, and all or part of the money came back.',
  canceled: 'The payout was canceled. No attempt of it can have been executed.',
};

const HOLDS: Record<Hold['reason'], string> = {
  unknown_outcomes: 'The account is held: several submissions in a row got no answer.',
  unreachable: 'The account is held: no connection to the provider could be made. No payout is in doubt because of it.',
  throttled: 'The account is held: the provider asked for fewer requests.',
  account_fault: 'The account is held: the provider refuses its credentials or its address.',
  unexplained_transaction: 'The account is held: the provider has a transaction that our records do not explain.',
  insufficient_funds: 'The account is held: the provider says that its balance does not cover what is to be paid.',
  repeated_failures:
    'The account is held: several payouts in a row failed without a reason, as they do for lack of funds.',
  paused: 'The account is paused by an operator.',
};

/** Explains a payout to a person: the reason for its status, the next step, and the actions that are safe now. */
export function explain(payout: Payout, context: ExplainContext): Explanation {
  return {
    summary: summary(payout, context),
    facts: factsOf(payout, context),
    waitingFor: waitingFor(payout, context),
    next: payout.status === 'awaiting_approval' ? expiry(context) : nextStep(payout, context),
    resend: adviseResend(payout, context),
    actions: actions(payout, context),
  };
}

const SETTLED_BY_HAND: Partial<Record<Resolution['action'], string>> = {
  mark_paid: 'An operator recorded that the payout was paid; the provider has not said so.',
  mark_failed: 'An operator recorded that the payout failed; the provider has not said so.',
};

const FOREIGN = 'The account now has another scope or is not configured: the payout is neither sent nor read.';

function summary(payout: Payout, context: ExplainContext): string {
  const { status, review, resolution } = payout;
  const byHand = resolution !== null && !resolution.answered ? SETTLED_BY_HAND[resolution.action] : undefined;
  const sentences = [byHand ?? SUMMARIES[status], review?.message, isForeign(payout, context) ? FOREIGN : undefined];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

/**
 * Returns true if the payout's account is no longer configured, or now has another scope (the address and wallet or
 * company where the provider keeps our ids unique).
 */
function isForeign({ scope }: Payout, { account }: ExplainContext): boolean {
  return account?.scope !== scope;
}

function factsOf(
  payout: Payout,
  { attempts, approvals, hold, schedule, shortfall }: ExplainContext,
): Explanation['facts'] {
  const facts = [
    { fact: 'The payout was accepted.', source: 'api', at: payout.createdAt },
    ...approvals.map(({ by, at }) => ({ fact: 'The payout was approved.', source: by, at })),
    ...attempts.map((attempt) => ({
      fact: `Attempt ${attempt.number}: ${outcomeText(attempt)}.`,
      source: 'worker',
      at: attempt.endedAt ?? attempt.startedAt,
    })),
  ];
  if (payout.providerStatus) {
    facts.push({ fact: `The provider says: ${payout.providerStatus}.`, source: 'provider', at: payout.updatedAt });
  }
  if (schedule.readFailedAt !== null) {
    const fact = `The provider could not be read: ${schedule.readFailure}.`;
    facts.push({ fact, source: 'worker', at: schedule.readFailedAt });
  }
  if (schedule.absences > 0) {
    const fact = `${schedule.absences} complete searches since the last attempt found nothing.`;
    facts.push({ fact, source: 'worker', at: schedule.lastReadAt ?? payout.updatedAt });
  }
  if (payout.review) facts.push({ fact: payout.review.message, source: 'worker', at: payout.review.since });
  if (payout.resolution) facts.push(resolved(payout.resolution));
  if (shortfall && waitsToBeSent(payout)) facts.push({ ...shortfall, source: 'provider' });
  if (hold && waitsToBeSent(payout)) facts.push({ fact: HOLDS[hold.reason], source: hold.by, at: hold.since });
  return facts;
}

const RESOLVED: Record<Resolution['action'], string> = {
  resend: 'An operator had the payout sent again.',
  mark_paid: 'An operator recorded that the payout was paid.',
  mark_failed: 'An operator recorded that the payout failed.',
};

function resolved({ action, by, at }: Resolution): Explanation['facts'][number] {
  return { fact: RESOLVED[action], source: by, at };
}

function outcomeText({ outcome, proof, reason }: Attempt): string {
  if (outcome === null) return 'started, no answer yet';
  const told = reason ? ` (${reason})` : '';
  if (proof === 'executed') return `accepted by the provider${told}`;
  if (proof === 'rejected') return `refused by the provider, which a search has not confirmed yet${told}`;
  return proof === 'open' ? `outcome unknown${told}` : `not executed${told}`;
}

function waitsToBeSent({ status }: Payout): boolean {
  return status === 'queued' || status === 'unconfirmed';
}

function waitingFor(payout: Payout, context: ExplainContext): string | null {
  if (payout.review) return 'a person';
  if (isCancellationOpen(payout)) return 'the provider to cancel the credit';
  if (isFinal(payout.status)) return null;
  if (payout.status === 'awaiting_approval') return awaited(payout, context);
  if (isForeign(payout, context)) return 'its account to be configured again';
  if (payout.status !== 'queued') return 'an answer of the provider';
  return context.hold === null ? 'its turn to be sent' : holdEnd(context.hold);
}

function awaited({ approvers }: Payout, { approvals }: ExplainContext): string {
  const missing = Math.max(1, approvers - approvals.length);
  if (missing > 1) return `${missing} approvals of different consumers`;
  return approvals.length > 0 ? 'the approval of another consumer' : 'an approval';
}

function holdEnd(hold: Hold): string {
  if (hold.reason === 'insufficient_funds' && isProbed(hold)) return 'a balance that covers the next payout';
  return isProbed(hold) ? 'the provider to answer a probe of the account' : 'an operator to resume the account';
}

function expiry({ approvalExpiresAt }: ExplainContext): Explanation['next'] {
  return { action: 'cancel, unless it is approved', at: approvalExpiresAt };
}

function nextStep(payout: Payout, context: ExplainContext): Explanation['next'] {
  const { schedule, hold } = context;
  if (schedule.nextAt === null || isForeign(payout, context)) return null;
  const resending = schedule.resendAt !== null && payout.status === 'unconfirmed' && payout.review === null;
  if (payout.status !== 'queued' && !resending) return { action: 'look up at the provider', at: schedule.nextAt };
  if (payout.review !== null) return null;
  if (hold === null) return { action: resending ? 'send the same id again' : 'send', at: schedule.nextAt };
  return hold.until === null ? null : { action: 'probe the account', at: hold.until };
}

function mayBeTakenBack(payout: Payout, context: ExplainContext): boolean {
  const { status, review, cancellation } = payout;
  const asked = cancellation !== null && cancellation.status !== 'refused';
  return status === 'paid' && context.takesBack && review === null && !asked && !isForeign(payout, context);
}

function actions(payout: Payout, context: ExplainContext): string[] {
  const { status, submittedAt } = payout;
  const cancelable = isAllowed('cancel', status) && noneExecuted(context.attempts);
  const resolvable = RESOLUTION_ACTIONS.filter((action) => obstacleTo(action, payout, context) === null);
  return [
    ...(status === 'awaiting_approval' ? ['approve', 'reject'] : []),
    ...(cancelable || mayBeTakenBack(payout, context) ? ['cancel'] : []),
    ...(submittedAt === null || isForeign(payout, context) ? [] : ['refresh']),
    ...resolvable.map((action) => `resolve:${action}`),
  ];
}
