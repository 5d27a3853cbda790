import type { ProviderReply } from '../common/provider-http.js';

/**
 * True if JumiaPay itself answers. The JumiaPay Credits document ('Responses' of each request) names status codes and no
 * error body, so the code alone speaks: an empty body, a text or any JSON is its own, and only HTML is somebody else's.
 */
export function isJumiaCreditsEnvelope({ page }: ProviderReply): boolean {
  return !page;
}

/** JumiaPay itself says 'Single credit not found'; safe without a body, because the id that was asked for is unique. */
export function isJumiaCreditsNotFound(reply: ProviderReply): boolean {
  return reply.status === 404 && isJumiaCreditsEnvelope(reply);
}
