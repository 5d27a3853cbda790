import { isJsonObject, type ProviderReply } from '../common/provider-http.js';

/**
 * True if Djamo itself answers: Djamo's page 'Errors' shows a JSON object whose `statusCode` is the number of the
 * HTTP status. What only resembles it (another number, a text, no `statusCode`, a list) may be written by the firewall in
 * front of Djamo, and proves nothing.
 */
export function isDjamoEnvelope({ status, json }: ProviderReply): boolean {
  return isJsonObject(json) && json.statusCode === status;
}

/** Djamo itself says that it has no such thing. */
export function isDjamoNotFound(reply: ProviderReply): boolean {
  return reply.status === 404 && isDjamoEnvelope(reply);
}
