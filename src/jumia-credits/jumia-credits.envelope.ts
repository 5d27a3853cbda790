import { isJsonObject, type ProviderReply } from '../common/provider-http.js';

/** The JumiaPay Credits document shows no error body: any JSON object counts, a page of a gateway does not. */
export function isJumiaCreditsEnvelope(json: unknown): boolean {
  return isJsonObject(json);
}

/** JumiaPay itself says 'Single credit not found'. */
export function isJumiaCreditsNotFound({ status, json }: ProviderReply): boolean {
  return status === 404 && isJumiaCreditsEnvelope(json);
}
