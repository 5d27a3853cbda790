import type { CallbackKey } from '../../common/callback-contract.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import type { Instruction } from '../../common/payout-connector.js';
import { makeCapability } from '../../common/signatures.js';
import type { Payout } from '../domain/payout.js';

/** The public URL for callbacks and the keys that sign the tokens in it. Null if callbacks are off. */
export interface CallbackAddress {
  readonly publicUrl: string;
  /** Keys for the tokens. The first key signs. */
  readonly keys: readonly CallbackKey[];
}

/** Returns the payout in the form that connectors get. It is the same for sending and for reading. */
export function toInstruction(
  payout: Payout,
  { safety }: Pick<ConnectorAccount, 'safety'>,
  callbacks: CallbackAddress | null,
): Instruction {
  return {
    payoutId: payout.id,
    account: payout.account,
    amount: { minor: payout.amount, scale: payout.scale, currency: payout.currency },
    recipient: { kind: payout.recipientKind, value: payout.recipient },
    name: payout.name,
    description: payout.description,
    subCompanyId: payout.subCompanyId,
    expiresAt: payout.expiresAt,
    providerId: payout.providerId,
    firstAttemptAt: payout.submittedAt,
    callbackUrl: safety.callbackAuth === 'capability-url' && callbacks ? callbackUrl(payout, callbacks) : null,
  };
}

function callbackUrl({ id, provider }: Payout, { publicUrl, keys: [key] }: CallbackAddress): string | null {
  return key ? `${publicUrl}/v1/callbacks/${provider}?c=${makeCapability(key, provider, id)}` : null;
}
