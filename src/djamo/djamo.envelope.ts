import { isJsonObject, type ProviderReply } from '../common/provider-http.js';

/** Djamo's own error body bears its status; a page or a JSON of the firewall in front of it does not. */
export function isDjamoEnvelope(json: unknown): boolean {
  return isJsonObject(json) && typeof json.statusCode === 'number';
}

/** Djamo itself says that it has no such thing. */
export function isDjamoNotFound({ status, json }: ProviderReply): boolean {
  return status === 404 && isDjamoEnvelope(json);
}
