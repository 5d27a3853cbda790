import type { DeliveryAttempt, WebhookDeliveryRow, WebhookEndpointRow } from '../storage/entities/webhook.entities.js';
import type { Attempted } from '../storage/webhook-deliveries.repository.js';
import type { WebhookAnswer } from './webhook-sender.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Waits in milliseconds before each retry of a delivery: 10 attempts in about 76 hours. A delivery that fails after the
 * last wait is given up: its status becomes `failed`.
 */
const RETRIES = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/**
 * Time in milliseconds without a success, from the first failure, after which an endpoint is disabled. Its pending
 * deliveries are then given up.
 */
export const GIVEN_UP_AFTER_MS = 5 * DAY;

/**
 * Number of consecutive failures after which the endpoint is paused. After the pause it gets only one delivery at a
 * time as a probe, to test if it answers again.
 */
const BREAKS_AFTER = 5;
/** Pause in milliseconds before the first probe. Each further pause is twice as long. */
const FIRST_PAUSE_MS = 5 * SECOND;
/** Longest pause in milliseconds that consecutive failures cause. A `Retry-After` header may ask for more. */
const LONGEST_PAUSE_MS = MINUTE;

/** Maximum number of attempts that are stored with a delivery. Older ones are removed. */
const KEPT_ATTEMPTS = 20;
/**
 * Maximum size in bytes of the attempts that are stored with a delivery, as JSON. A text column of MySQL holds 65,535
 * bytes, and a response body of 1,024 control characters alone takes 6,144 bytes.
 */
const KEPT_BYTES = 60_000;

/**
 * HTTP status with which an endpoint answers if it wants no more events. The endpoint is disabled at once, and its
 * pending deliveries are given up.
 */
const GONE = 410;
/**
 * HTTP statuses whose `Retry-After` header pauses the whole endpoint. With another status, the header only delays the
 * one delivery.
 */
const ASK_LATER = [429, 503];

/** An attempt: one POST of a delivery, and the response to it. */
export interface Tried {
  readonly delivery: Readonly<WebhookDeliveryRow>;
  /** Start of the POST in epoch milliseconds. */
  readonly at: number;
  readonly answer: WebhookAnswer;
}

function isSuccess({ status }: Pick<WebhookAnswer, 'status'>): boolean {
  return status !== null && status >= 200 && status <= 299;
}

/**
 * Returns the new values of a delivery after an attempt. Any 2xx is a success. After a failure, the next attempt
 * follows after the wait in `RETRIES` or in the `Retry-After` header, whichever is longer. If no retry is left, the
 * delivery becomes `failed`.
 */
export function afterAttempt({ delivery, at, answer }: Tried): Attempted {
  const attempt: DeliveryAttempt = {
    at,
    responseStatus: answer.status,
    durationMs: answer.durationMs,
    error: answer.error,
    responseBody: answer.body,
  };
  const success = isSuccess(answer);
  const wait = success ? undefined : RETRIES[delivery.step];
  return {
    id: delivery.id,
    status: success ? 'delivered' : wait === undefined ? 'failed' : 'pending',
    attempt: delivery.attempt + 1,
    step: delivery.step + 1,
    asked: 0,
    responseStatus: answer.status,
    durationMs: answer.durationMs,
    attempts: newestOf([...delivery.attempts, attempt]),
    nextAt: wait === undefined ? null : at + answer.durationMs + Math.max(wait, answer.retryAfterMs ?? 0),
  };
}

/** Returns the last attempts, in the order of time: up to 20, or fewer if these are too large for the database. */
function newestOf(attempts: readonly DeliveryAttempt[]): DeliveryAttempt[] {
  const kept = attempts.slice(-KEPT_ATTEMPTS);
  while (Buffer.byteLength(JSON.stringify(kept)) > KEPT_BYTES) kept.shift();
  return kept;
}

/** Failures of an endpoint: their number, the time of the first, and the end of the pause that they caused. */
type Health = Pick<WebhookEndpointRow, 'failures' | 'failingSince' | 'pausedUntil'>;

/** Returns the endpoint's number of consecutive failures and its pause after an attempt. A success resets both. */
export function healthAfter({ failures, failingSince, pausedUntil }: Health, { at, answer }: Tried): Health {
  if (isSuccess(answer)) return { failures: 0, failingSince: null, pausedUntil: null };
  const end = at + answer.durationMs;
  const inARow = failures + 1;
  const tooMany = inARow < BREAKS_AFTER ? 0 : pauseAfter(inARow - BREAKS_AFTER);
  const asked = ASK_LATER.includes(answer.status ?? 0) ? (answer.retryAfterMs ?? 0) : 0;
  const pause = Math.max(tooMany, asked);
  return {
    failures: inARow,
    failingSince: failingSince ?? end,
    pausedUntil: pause === 0 ? pausedUntil : Math.max(pausedUntil ?? 0, end + pause),
  };
}

/** Returns the pause in milliseconds after a number of failed probes: 5 s, doubled for each, up to 1 minute. */
function pauseAfter(probes: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(probes, 10), LONGEST_PAUSE_MS);
}

/** Returns true if the endpoint gets only one delivery at a time, to test if it answers again. */
export function isOnlyProbed({ failures }: Pick<Health, 'failures'>): boolean {
  return failures >= BREAKS_AFTER;
}

/**
 * Returns the reason to disable the endpoint after an attempt: a 410, or five days of failures. Returns null if it
 * stays enabled.
 */
export function disabledBy({ failingSince }: Pick<Health, 'failingSince'>, tried: Tried): 'gone' | 'failing' | null {
  if (tried.answer.status === GONE) return 'gone';
  return isSuccess(tried.answer) ? null : hasFailedTooLong({ failingSince }, tried.at) ? 'failing' : null;
}

function hasFailedTooLong({ failingSince }: Pick<Health, 'failingSince'>, now: number): boolean {
  return failingSince !== null && now - failingSince >= GIVEN_UP_AFTER_MS;
}
