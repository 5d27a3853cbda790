import { ProviderReadError } from './payout-connector.js';
import { NoAnswerError, type ProviderReply } from './provider-http.js';

/** Returns true if the status code is 2xx. The body may be unreadable even then. */
export function isSuccess({ status }: ProviderReply): boolean {
  return status >= 200 && status < 300;
}

/**
 * Waits for the response to a request that moves no money. A missing response is then harmless, because the request can
 * be repeated.
 * @throws ProviderReadError if there is no response
 */
export async function readReply(call: Promise<ProviderReply>): Promise<ProviderReply> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof NoAnswerError ? new ProviderReadError(error.message) : error;
  }
}

/**
 * Returns the error to throw for a response that does not contain the requested data. It contains the status code and
 * the wait that the provider asks for, but nothing from the body.
 */
export function unreadable(reply: ProviderReply): ProviderReadError {
  const remark = isSuccess(reply) ? ' without a readable body' : '';
  return new ProviderReadError(`HTTP ${reply.status}${remark}`, reply.status, reply.retryAfterMs);
}
