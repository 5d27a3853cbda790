import type { Observation, SubmitOutcome } from './payout-connector.js';
import { isJsonObject, NoAnswerError, type ProviderReply } from './provider-http.js';
import { isSuccess } from './provider-read.js';
import { readReason } from './provider-values.js';

/** How one provider's replies to a POST read. */
export interface ReplyReading {
  /** True if an error reply is the provider's own, and not one of a gateway in front of it. */
  isEnvelope(reply: ProviderReply): boolean;
  /** What an accepted body tells, null unless it bears the provider's id. */
  observe(json: unknown): Observation | null;
  /** Why the provider refuses, in its own words, from an error body in its envelope. Default: its `message`. */
  reasonOf?(json: unknown): string | null;
}

/** In the provider's envelope these say that our configuration is wrong, and that nothing was executed. */
const ACCOUNT_FAULTS = new Set([401, 403, 404, 405]);

/**
 * The outcome of one POST. An allow-list: whatever is not proven accepted or not executed is `unknown`.
 * Errors other than a missing answer are bugs and pass through; the engine takes them as `unknown` as well.
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

/** A connector that throws has not told what happened to the POST. */
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

/** Djamo documents `message` as a list and sends a text too; JumiaPay's error body is undocumented. */
function messageOf(json: unknown): string | null {
  return isJsonObject(json) ? readReason(json.message) : null;
}
