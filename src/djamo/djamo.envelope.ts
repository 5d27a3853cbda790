import { isJsonObject, type ProviderReply } from '../common/provider-http.js';

/**
 * True if Djamo itself answered. Djamo's page 'Errors' shows a JSON object whose `statusCode` equals the HTTP status.
 * Anything else (another number, a text, no `statusCode`, a list) may come from the firewall in front of Djamo.
 */
export function isDjamoEnvelope({ status, json }: ProviderReply): boolean {
  return isJsonObject(json) && json.statusCode === status;
}

/** True if Djamo itself answered that the resource does not exist. */
export function isDjamoNotFound(reply: ProviderReply): boolean {
  return reply.status === 404 && isDjamoEnvelope(reply);
}
