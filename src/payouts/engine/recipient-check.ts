import type { ConnectorAccount } from '../../common/connector-account.js';
import type { PayoutConnector } from '../../common/payout-connector.js';
import type { GuardRefusal } from '../domain/attempts.js';
import type { NewEvent, Payout } from '../domain/payout.js';
import { refusal } from './lease-check.js';

/**
 * Outcome of an attempt that is not sent because of its recipient. `closing` has the event that ends the payout if the
 * recipient cannot be paid. It is empty if the payout may be sent later.
 */
export interface Stopped {
  readonly outcome: GuardRefusal;
  readonly closing: readonly NewEvent[];
}

/**
 * Asks the provider before a POST if the recipient can be paid, for an account that requires it. Returns null if the
 * payout may be sent. If the provider does not answer, the payout stays queued.
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
    return payable ? null : { outcome: refusal('the recipient is not payable'), closing: [notPayable(kycStatus, at)] };
  } catch {
    return { outcome: refusal('the provider did not tell whether the recipient is payable'), closing: [] };
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
