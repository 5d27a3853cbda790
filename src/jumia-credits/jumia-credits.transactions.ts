import { isJsonObject } from '../common/provider-http.js';
import type { ProviderTransaction } from '../common/provider-reads.js';
import { isSuccess, readReply, unreadable } from '../common/provider-reply.js';
import { readText } from '../common/provider-values.js';
import type { JumiaCreditsClient } from './jumia-credits.client.js';
import { isJumiaCreditsNotFound } from './jumia-credits.envelope.js';

/** Prefix of an id that is a payout's id and not a uuid of JumiaPay. */
const BY_PARTNER_ID = 'partner:';

/**
 * Reads a credit by its uuid, or by the payout's id written as `partner:<id>`. Returns it in JumiaPay's own format.
 * Returns `absent` if JumiaPay answers that it does not exist.
 * @throws ProviderReadError if there is no usable response
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
  // JumiaPay does not document the content of `created`, so the time of creation is not read.
  return { shown: withoutCapability(json), reference: readText(json.partner_credit_id), createdAt: null };
}

/**
 * Removes the query from `callback_url`. It contains a token with which anybody could send callbacks about this credit.
 */
function withoutCapability(credit: Record<string, unknown>): Record<string, unknown> {
  const { callback_url } = credit;
  if (typeof callback_url !== 'string') return credit;
  const [address] = callback_url.split(/[?#]/, 1);
  return { ...credit, callback_url: address };
}
