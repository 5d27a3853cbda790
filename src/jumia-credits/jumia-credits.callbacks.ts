import type {
  CallbackAuthenticator,
  CallbackKey,
  CallbackVerdict,
  CallbackWords,
  InboundCallback,
} from '../common/callback-authenticator.js';
import { amountText } from '../common/money.js';
import { isJsonObject } from '../common/provider-http.js';
import { readJsonBytes, readReason, readWord } from '../common/provider-values.js';
import { readCapability } from '../common/signatures.js';

/**
 * JumiaPay signs nothing: what authenticates a callback is the capability in the URL that we gave it, `?c=…`. It lets
 * the caller make us read one payout, and no other.
 */
export class JumiaCreditsCallbacks implements CallbackAuthenticator {
  authenticate({ query, rawBody }: InboundCallback, keys: readonly CallbackKey[]): CallbackVerdict {
    const payoutId = readCapability(keys, 'jumia-credits', query.c);
    const credit = creditIn(readJsonBytes(rawBody));
    const told = credit.partner_credit_id ?? payoutId;
    if (payoutId === null || told !== payoutId) return { kind: 'refused' };
    return { kind: 'accepted', payoutId, failureReason: readReason(credit.error_message) };
  }

  /** The document, 'Callback': statuses beside the credit, usages within it. */
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

/** `{ "type": "CREDIT_STATUS_CHANGE", "credit": { … } }`; the content type is undocumented, so it may be no JSON. */
function creditIn(body: unknown): Record<string, unknown> {
  return isJsonObject(body) && isJsonObject(body.credit) ? body.credit : {};
}

function usageIn(usage: unknown): string | null {
  return isJsonObject(usage) ? amountText(usage.value) : null;
}
