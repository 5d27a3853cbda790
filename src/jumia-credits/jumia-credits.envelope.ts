import type { ProviderReply } from '../common/provider-http.js';

/**
 * Returns true if an error response comes from JumiaPay itself. JumiaPay documents status codes but no error body. An
 * empty body, a text and any JSON therefore count as JumiaPay's responses; only HTML comes from a gateway.
 */
export function isJumiaCreditsEnvelope({ page }: ProviderReply): boolean {
  return !page;
}

/**
 * Returns true if JumiaPay answered that the credit does not exist. The status code is enough, because the requested id
 * is unique.
 */
export function isJumiaCreditsNotFound(reply: ProviderReply): boolean {
  return reply.status === 404 && isJumiaCreditsEnvelope(reply);
}
