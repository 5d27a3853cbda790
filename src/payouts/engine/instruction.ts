import type { CallbackKey } from '../../common/callback-contract.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import type { Instruction } from '../../common/payout-connector.js';
import { makeCapability } from '../../common/signatures.js';
import type { Payout } from '../domain/payout.js';

/** Public URL for the provider's callbacks, and the keys that sign the token in each callback URL. */
export interface CallbackAddress {
  /** Base of the callback URLs, at which providers can reach this service. */
  readonly publicUrl: string;
  /** Keys that sign and check the tokens. The first one signs. */
  readonly keys: readonly CallbackKey[];
}

/**
 * Returns the payout in the form that connectors get, the same for sending and for reading. `callbacks` is null if
 * callbacks are off. Only a payout at a provider with `capability-url` callbacks gets a callback URL of its own.
 */
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
