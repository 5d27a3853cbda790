import type { ProviderTransaction } from '../common/payout-connector.js';
import { isJsonObject } from '../common/provider-http.js';
import { isSuccess, readReply, unreadable } from '../common/provider-read.js';
import { readText } from '../common/provider-values.js';
import type { JumiaCreditsClient } from './jumia-credits.client.js';
import { isJumiaCreditsNotFound } from './jumia-credits.envelope.js';

const BY_PARTNER_ID = 'partner:';

/**
 * Reads a credit by its uuid, or by its partner id as `partner:<id>`.
 * @throws ProviderReadError
 */
export async function jumiaCredit(
  client: JumiaCreditsClient,
  account: string,
  id: string,
): Promise<ProviderTransaction | 'absent'> {
  const call = id.startsWith(BY_PARTNER_ID)
    ? client.getCreditByPartnerId(account, id.slice(BY_PARTNER_ID.length))
    : client.getCredit(account, id);
  const reply = await readReply(call);
  if (isJumiaCreditsNotFound(reply)) return 'absent';
  if (!isSuccess(reply) || !isJsonObject(reply.json)) throw unreadable(reply);
  const { json } = reply;
  // The document hides the content of `created`, so the time is unknown.
  return { shown: withoutCapability(json), reference: readText(json.partner_credit_id), createdAt: null };
}

/** Cuts the query of `callback_url`: with its token anybody could call back about this credit. */
function withoutCapability(credit: Record<string, unknown>): Record<string, unknown> {
  const { callback_url } = credit;
  if (typeof callback_url !== 'string') return credit;
  const [address] = callback_url.split(/[?#]/, 1);
  return { ...credit, callback_url: address };
}
