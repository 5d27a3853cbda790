import type { ConnectorAccount } from '../../common/connector-account.js';
import { mayBeExecuted } from './attempts.js';
import { isFinal, type Payout, type Schedule } from './payout.js';
import { obstacleTo, type ResolveContext } from './resolution.js';

export interface ResendContext extends ResolveContext {
  readonly schedule: Schedule;
  /** The account as configured now. Null if it is not configured. */
  readonly account: (ResolveContext['account'] & Pick<ConnectorAccount, 'safety' | 'resendAfterAbsence'>) | null;
}

/** Answer to the question whether the same payout may be sent again under the same id. */
export interface ResendAdvice {
  readonly allowed: boolean;
  /** Sentence that justifies `allowed`. */
  readonly reason: string;
  /**
   * Earliest time of the next POST in epoch milliseconds. If `allowed` is false, it is the time from which an operator
   * may allow the POST. Null if no time is set or waiting does not help.
   */
  readonly notBefore: number | null;
}

/**
 * Returns whether the same payout may be sent again. If the payout is in review (a person must decide), the answer is
 * about sending by an operator. Otherwise it is about sending by the system itself.
 */
export function adviseResend(payout: Payout, context: ResendContext): ResendAdvice {
  if (payout.review !== null) return byOperator(payout, context);
  const { attempts, schedule } = context;
  if (isFinal(payout.status)) return no('The payout is final. To try again, create a new payout.');
  if (attempts.length === 0) return no('Nothing was sent yet.');
  if (payout.status === 'submitting') return no('An attempt is in progress.');
  if (!mayBeExecuted(attempts)) return yes('Every attempt is proven not executed.', schedule.nextAt);
  if (payout.providerId !== null || payout.status === 'processing') return no('The provider has it.');
  return inDoubt(payout, context);
}

function byOperator(payout: Payout, context: ResendContext): ResendAdvice {
  const obstacle = obstacleTo('resend', payout, context);
  if (obstacle === null) return yes('Only by an operator (resolve), after a new search that finds nothing.', null);
  const reason = `The payout is in review: the system sends nothing for it. ${obstacle.detail}`;
  return { allowed: false, reason, notBefore: obstacle.until };
}

function inDoubt({ resolution }: Payout, { attempts, account, schedule }: ResendContext): ResendAdvice {
  const when = schedule.resendAt;
  if (resolution?.action === 'resend' && when !== null) return yes('An operator has decided it.', when);
  if (attempts.every(({ proof }) => proof === 'rejected' || proof === 'not_executed')) {
    return no('The provider refused it, and a search has to confirm that first.');
  }
  if (attempts.some(({ blocksResend }) => blocksResend)) return no('The provider refused the same id once already.');
  if (account?.safety.dedupe === 'by-reference') {
    const reason = 'The provider never executes the same id twice; it is sent again once a search found nothing.';
    return { allowed: when !== null, reason, notBefore: when };
  }
  if (account?.resendAfterAbsence) {
    const reason = 'The operator has verified that the provider refuses a repeated reference.';
    return { allowed: when !== null, reason, notBefore: when };
  }
  return no(
    'The provider does not document that it refuses a repeated reference: a second submission could pay twice.',
  );
}

function yes(reason: string, notBefore: number | null): ResendAdvice {
  return { allowed: true, reason, notBefore };
}

function no(reason: string): ResendAdvice {
  return { allowed: false, reason, notBefore: null };
}
