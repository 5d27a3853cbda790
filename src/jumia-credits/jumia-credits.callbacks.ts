import type {
  CallbackAuthenticator,
  CallbackKey,
  CallbackVerdict,
  CallbackWords,
  InboundCallback,
} from '../common/callback-contract.js';
import { amountText } from '../common/money.js';
import { isJsonObject } from '../common/provider-http.js';
import { readJsonBytes, readReason, readWord } from '../common/provider-values.js';
import { readCapability } from '../common/signatures.js';

/**
 * Verifies callbacks of JumiaPay. JumiaPay does not sign them, so each payout's callback URL contains a token, `?c=…`,
 * that Cauri has signed. With the token a caller can only make the worker read that payout at JumiaPay.
 */
export class JumiaCreditsCallbacks implements CallbackAuthenticator {
  authenticate({ query, rawBody }: InboundCallback, keys: readonly CallbackKey[]): CallbackVerdict {
    const payoutId = readCapability(keys, 'jumia-credits', query.c);
    const credit = creditIn(readJsonBytes(rawBody));
    const told = credit.partner_credit_id ?? payoutId;
    if (payoutId === null || told !== payoutId) return { kind: 'refused' };
    return { kind: 'accepted', payoutId, failureReason: readReason(credit.error_message) };
  }

  /**
   * Returns the statuses and usages (spent amounts) of a callback. In JumiaPay's sample the body has the statuses
   * beside the object `credit`, and the usages inside it.
   */
  wordsOf(rawBody: Uint8Array): CallbackWords {
    const body = readJsonBytes(rawBody);
    const { type, old_status, new_status } = isJsonObject(body) ? body : {};
    const credit = creditIn(body);
    return {
      type: readWord(type),
      oldStatus: readWord(old_status),
      newStatus: readWord(new_status),
      oldUsage: usageIn(credit.old_usage),
      newUsage: usageIn(credit.new_usage),
    };
  }
}

/**
 * Returns the object `credit` of a body such as `{ "type": "CREDIT_STATUS_CHANGE", "credit": { … } }`. Returns an empty
 * object for any other body. JumiaPay does not document the content type, so the body may not be JSON.
 */
function creditIn(body: unknown): Record<string, unknown> {
  return isJsonObject(body) && isJsonObject(body.credit) ? body.credit : {};
}

/** Returns the spent amount from `{ value, currency, … }` as a decimal string. Returns null if there is none. */
function usageIn(usage: unknown): string | null {
  return isJsonObject(usage) ? amountText(usage.value) : null;
}
