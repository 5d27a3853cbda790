import type { Observation, SubmitOutcome } from './payout-connector.js';
import { isJsonObject, NoAnswerError, type ProviderReply } from './provider-http.js';
import { isSuccess } from './provider-reply.js';
import { readReason } from './provider-values.js';

/** Functions with which a connector reads its provider's responses to a POST. */
export interface ReplyReading {
  /**
   * Returns true if an error response comes from the provider itself and not from a gateway in front of it. Only the
   * provider's own response can prove that the payout was not executed.
   */
  isEnvelope(reply: ProviderReply): boolean;
  /**
   * Converts the body of a 2xx response to an observation. Returns null if the body does not contain the provider's id.
   */
  observe(json: unknown): Observation | null;
  /**
   * Returns the provider's reason from the body of a 400, or null if there is none. If the connector does not have this
   * method, the `message` of the body is used.
   */
  reasonOf?(json: unknown): string | null;
}

/**
 * HTTP status codes that mean wrong credentials or configuration, if the response comes from the provider itself. The
 * request was not executed.
 */
const ACCOUNT_FAULTS = new Set([401, 403, 404, 405]);

/**
 * Waits for the response to one POST and returns its outcome. The outcome is `unknown` unless the response proves that
 * the payout was accepted or was not executed.
 * @throws any error other than a missing response; the engine treats it as `unknown` too
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

/**
 * Returns the outcome for a POST whose connector threw an error. It is `unknown`, because the payout may have been
 * executed. Its reason is the error's name and not the message.
 */
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

/**
 * Returns the `message` of an error body. Djamo documents a list of texts but also sends a single text. JumiaPay
 * documents no error body.
 */
function messageOf(json: unknown): string | null {
  return isJsonObject(json) ? readReason(json.message) : null;
}
