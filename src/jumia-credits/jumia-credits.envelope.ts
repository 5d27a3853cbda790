import type { ProviderReply } from '../common/provider-http.js';

/**
 * True if JumiaPay itself answered. The JumiaPay Credits document ('Responses' of each request) lists status codes but
 * no error body. So an empty body, a text and any JSON count as JumiaPay's answer; only HTML comes from somebody else.
 */
export function isJumiaCreditsEnvelope({ page }: ProviderReply): boolean {
  return !page;
}

/**
 * True if JumiaPay answered 'Single credit not found'. The status code is enough, because the requested id is unique.
 */
export function isJumiaCreditsNotFound(reply: ProviderReply): boolean {
  return reply.status === 404 && isJumiaCreditsEnvelope(reply);
}
