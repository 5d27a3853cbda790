import type { Observation, SubmitOutcome } from './payout-connector.js';
import { isJsonObject, NoAnswerError, type ProviderReply } from './provider-http.js';
import { isSuccess } from './provider-read.js';
import { readReason } from './provider-values.js';

/** How a connector interprets the replies of its provider to a POST. */
export interface ReplyReading {
  /** True if an error reply comes from the provider itself and not from a gateway in front of it. */
  isEnvelope(reply: ProviderReply): boolean;
  /** Reads the body of an accepted request. Returns null if it has no provider id. */
  observe(json: unknown): Observation | null;
  /** Returns the reason for a refusal from the provider's error body. By default this is its `message`. */
  reasonOf?(json: unknown): string | null;
}

/** Status codes that mean "our configuration is wrong and nothing was executed" when the provider itself sends them. */
const ACCOUNT_FAULTS = new Set([401, 403, 404, 405]);

/**
 * Returns the outcome of one POST. The outcome is `unknown` unless it is proven that the payout was accepted or not
 * executed. Rethrows errors other than a missing answer; they are bugs, and the engine treats them as `unknown` too.
 */
export async function submitOutcome(call: Promise<ProviderReply>, reading: ReplyReading): Promise<SubmitOutcome> {
  let reply: ProviderReply;
  try {
    reply = await call;
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return withoutAnswer(error);
  }
  return isSuccess(reply) ? afterSuccess(reply, reading) : afterError(reply, reading);
}

/** Returns the outcome of a POST whose connector threw: `unknown`, because the payout may have been executed. */
export function thrownOutcome(error: unknown): SubmitOutcome {
  const reason = error instanceof Error ? error.name : 'the connector threw';
  return { kind: 'unknown', duplicate: false, reason, httpStatus: null, retryAfterMs: null };
}

function withoutAnswer(error: NoAnswerError): SubmitOutcome {
  const answer = { reason: error.message, httpStatus: null, retryAfterMs: null };
  return error.connected
    ? { kind: 'unknown', duplicate: false, ...answer }
    : { kind: 'not_sent', cause: 'no_connection', ...answer };
}

function afterSuccess(reply: ProviderReply, reading: ReplyReading): SubmitOutcome {
  const observation = reading.observe(reply.json);
  return observation === null
    ? { kind: 'unknown', duplicate: false, ...answerOf(reply, ' without a readable body') }
    : { kind: 'accepted', observation, ...answerOf(reply) };
}

function afterError(reply: ProviderReply, reading: ReplyReading): SubmitOutcome {
  const answer = answerOf(reply);
  if (reply.status === 409) return { kind: 'unknown', duplicate: true, ...answer };
  if (reading.isEnvelope(reply)) {
    const { reasonOf = messageOf } = reading;
    if (reply.status === 400) return { kind: 'refused', providerReason: reasonOf(reply.json), ...answer };
    if (reply.status === 429) return { kind: 'not_sent', cause: 'throttled', ...answer };
    if (ACCOUNT_FAULTS.has(reply.status)) return { kind: 'account_fault', ...answer };
  }
  return { kind: 'unknown', duplicate: false, ...answer };
}

function answerOf({ status, retryAfterMs }: ProviderReply, remark = '') {
  return { reason: `HTTP ${status}${remark}`, httpStatus: status, retryAfterMs };
}

/** Djamo documents `message` as a list and also sends a text. JumiaPay does not document an error body. */
function messageOf(json: unknown): string | null {
  return isJsonObject(json) ? readReason(json.message) : null;
}
