import type { ConnectorAccount } from '../../common/connector-account.js';
import { type PayoutConnector, ProviderReadError } from '../../common/payout-connector.js';
import type { Alarm } from '../domain/alarms.js';
import type { AttemptOutcome, GuardRefusal } from '../domain/attempts.js';
import type { NewEvent, Payout } from '../domain/payout.js';
import { clearUnfinished } from '../domain/reviews.js';
import { refusal } from './lease-check.js';

/**
 * Outcome of an attempt. `closing` and `alarms` are recorded only if every attempt of the payout is proven not
 * executed.
 */
export interface Ended {
  readonly outcome: AttemptOutcome;
  /**
   * Events to add when the payout is `queued` again, for example one that makes it `failed` because its recipient
   * cannot be paid. Empty if the payout may be sent later.
   */
  readonly closing: readonly NewEvent[];
  /** Alarms to raise together with the events in `closing`. */
  readonly alarms?: readonly Alarm[];
}

/** Outcome of an attempt that a check has stopped before its POST. */
export interface Stopped extends Ended {
  readonly outcome: GuardRefusal;
}

/**
 * Asks the provider before a POST whether the recipient can be paid, for an account that requires this check. Returns
 * null if the payout may be sent. If the provider does not answer, the payout stays queued.
 */
export async function checkRecipient(
  payout: Payout,
  { account, connector }: { account: ConnectorAccount; connector: PayoutConnector },
  at: number,
): Promise<Stopped | null> {
  if (!account.requireVerifiedRecipient || !connector.checkRecipient) return null;
  const recipient = { kind: payout.recipientKind, value: payout.recipient };
  try {
    const { payable, kycStatus } = await connector.checkRecipient(account.name, recipient, payout.subCompanyId);
    if (payable) return null;
    const closing = [notPayable(kycStatus, at), ...clearUnfinished(payout)];
    return { outcome: refusal('the recipient is not payable'), closing };
  } catch (error) {
    const retryAfterMs = error instanceof ProviderReadError ? error.retryAfterMs : null;
    const outcome = refusal('the provider did not tell whether the recipient is payable', retryAfterMs);
    return { outcome, closing: [] };
  }
}

function notPayable(kycStatus: string | null, at: number): NewEvent {
  const failure = {
    code: 'recipient_not_payable' as const,
    message: 'The provider does not pay to this recipient.',
    providerReason: kycStatus,
  };
  return { type: 'recipient_not_payable', changes: { status: 'failed', failure, settledAt: at }, data: { kycStatus } };
}
