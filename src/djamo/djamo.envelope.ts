import { isJsonObject, type ProviderReply } from '../common/provider-http.js';

/**
 * Returns true if an error response comes from Djamo itself. Its errors are JSON objects whose `statusCode` equals the
 * HTTP status (Djamo's page 'Errors'). Any other body may come from the firewall in front of Djamo.
 */
export function isDjamoEnvelope({ status, json }: ProviderReply): boolean {
  return isJsonObject(json) && json.statusCode === status;
}

/** Returns true if Djamo itself answered that the resource does not exist. */
export function isDjamoNotFound(reply: ProviderReply): boolean {
  return reply.status === 404 && isDjamoEnvelope(reply);
}
