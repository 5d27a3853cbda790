import type { ConnectorAccount } from '../../common/payout-connector.js';
import { type Attempt, mayBeExecuted } from './attempts.js';
import { isCancellationOpen } from './cancellation.js';
import { type Hold, isProbed } from './hold.js';
import { isFinal, type Payout, type PayoutStatus, type Schedule } from './payout.js';

export interface ExplainContext {
  readonly attempts: readonly Attempt[];
  readonly schedule: Schedule;
  /** Null when the account is not configured with the payout's scope. */
  readonly account: Pick<ConnectorAccount, 'safety' | 'resendAfterAbsence'> | null;
  readonly hold: Hold | null;
}

export interface Explanation {
  readonly summary: string;
  readonly facts: readonly { readonly fact: string; readonly source: string; readonly at: number }[];
  readonly waitingFor: string | null;
  readonly next: { readonly action: string; readonly at: number } | null;
  readonly resend: { readonly allowed: boolean; readonly reason: string; readonly notBefore: number | null };
  readonly actions: readonly string[];
}

const SUMMARIES: Record<PayoutStatus, string> = {
  awaiting_approval: 'The payout waits for an approval. Nothing was sent.',
  queued: 'The payout waits to be sent. No attempt of it can have been executed.',
  submitting: 'The payout is being sent to the provider right now.',
  unconfirmed: 'The payout was sent, and what became of it is not certain yet.',
  processing: 'The provider has accepted the payout and is carrying it out.',
  paid: 'The provider has confirmed that the payout was paid.',
  failed: 'The payout failed.',
  returned: 'The payout was paid, and money of it came back.',
  canceled: 'The payout was canceled before anything was sent.',
};

const HOLDS: Record<Hold['reason'], string> = {
  unknown_outcomes: 'The account is held: several submissions in a row got no answer.',
  unreachable: 'The account is held: no connection to the provider could be made. Nothing is in doubt by that.',
  throttled: 'The account is held: the provider asked for fewer requests.',
  account_fault: 'The account is held: the provider refuses its credentials or its address.',
  unexplained_transaction: 'The account is held: the provider knows a transaction that the books do not explain.',
  paused: 'The account is paused by an operator.',
};

/** Why a payout stands where it stands, what happens next, and what a person may safely do. */
export function explain(payout: Payout, context: ExplainContext): Explanation {
  return {
    summary: summary(payout, context),
    facts: factsOf(payout, context),
    waitingFor: waitingFor(payout, context),
    next: nextStep(payout, context),
    resend: resend(payout, context),
    actions: actions(payout),
  };
}

const FOREIGN = 'Its account is not configured as it was accepted for: the payout is neither sent nor read.';

function summary({ status, review }: Payout, { account }: ExplainContext): string {
  const sentences = [SUMMARIES[status], review?.message, account === null ? FOREIGN : undefined];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

function factsOf(payout: Payout, { attempts, hold, schedule }: ExplainContext): Explanation['facts'] {
  const facts = [
    { fact: 'The payout was accepted.', source: 'api', at: payout.createdAt },
    ...attempts.map((attempt) => ({
      fact: `Attempt ${attempt.number}: ${outcomeText(attempt)}.`,
      source: 'worker',
      at: attempt.endedAt ?? attempt.startedAt,
    })),
  ];
  if (payout.providerStatus) {
    facts.push({ fact: `The provider says: ${payout.providerStatus}.`, source: 'provider', at: payout.updatedAt });
  }
  if (schedule.absences > 0) {
    const fact = `${schedule.absences} complete searches since the last attempt found nothing.`;
    facts.push({ fact, source: 'worker', at: schedule.lastReadAt ?? payout.updatedAt });
  }
  if (payout.review) facts.push({ fact: payout.review.message, source: 'worker', at: payout.review.since });
  if (hold && waitsToBeSent(payout)) facts.push({ fact: HOLDS[hold.reason], source: hold.by, at: hold.since });
  return facts;
}

function outcomeText({ outcome, proof, reason }: Attempt): string {
  if (outcome === null) return 'started, no answer yet';
  const told = reason ? ` (${reason})` : '';
  if (proof === 'executed') return `accepted by the provider${told}`;
  return proof === 'open' ? `outcome unknown${told}` : `not executed${told}`;
}

function waitsToBeSent({ status }: Payout): boolean {
  return status === 'queued' || status === 'unconfirmed';
}

function waitingFor(payout: Payout, { account, hold }: ExplainContext): string | null {
  if (payout.review) return 'a person';
  if (isCancellationOpen(payout)) return 'the provider to cancel the credit';
  if (isFinal(payout.status)) return null;
  if (payout.status === 'awaiting_approval') return 'an approval';
  if (account === null) return 'its account to be configured again';
  if (payout.status !== 'queued') return 'an answer of the provider';
  return hold === null ? 'its turn to be sent' : holdEnd(hold);
}

function holdEnd(hold: Hold): string {
  return isProbed(hold) ? 'the provider to answer a probe of the account' : 'an operator to resume the account';
}

function nextStep(payout: Payout, { schedule, hold, account }: ExplainContext): Explanation['next'] {
  if (schedule.nextAt === null || account === null) return null;
  const resending = schedule.resendAt !== null && payout.status === 'unconfirmed' && payout.review === null;
  if (payout.status !== 'queued' && !resending) return { action: 'look up at the provider', at: schedule.nextAt };
  if (payout.review !== null) return null;
  if (hold === null) return { action: resending ? 'send the same id again' : 'send', at: schedule.nextAt };
  return hold.until === null ? null : { action: 'probe the account', at: hold.until };
}

function resend(payout: Payout, { attempts, account, schedule }: ExplainContext): Explanation['resend'] {
  const no = (reason: string) => ({ allowed: false, reason, notBefore: null });
  if (isFinal(payout.status)) return no('The payout is final. Trying again is a new payout.');
  if (attempts.length === 0) return no('Nothing was sent yet.');
  if (payout.review !== null) return no('The payout is in review: the system sends nothing for it.');
  if (payout.status === 'submitting') return no('An attempt is under way.');
  if (!mayBeExecuted(attempts)) {
    return { allowed: true, reason: 'Every attempt is proven not executed.', notBefore: schedule.nextAt };
  }
  if (payout.providerId !== null || payout.status === 'processing') return no('The provider has it.');
  if (attempts.some(({ blocksResend }) => blocksResend)) return no('The provider refused the same id once already.');
  if (account?.safety.dedupe === 'by-reference') {
    const reason = 'The provider never executes the same id twice; it is sent again once a search found nothing.';
    return { allowed: schedule.resendAt !== null, reason, notBefore: schedule.resendAt };
  }
  if (account?.resendAfterAbsence) {
    const reason = 'The operator has verified that the provider refuses a repeated reference.';
    return { allowed: schedule.resendAt !== null, reason, notBefore: schedule.resendAt };
  }
  return no(
    'The provider does not document that it refuses a repeated reference: a second submission could pay twice.',
  );
}

function actions({ status, submittedAt }: Payout): string[] {
  const cancelable = status === 'queued' || status === 'awaiting_approval';
  return [
    ...(status === 'awaiting_approval' ? ['approve', 'reject'] : []),
    ...(cancelable ? ['cancel'] : []),
    ...(submittedAt === null ? [] : ['refresh']),
  ];
}
