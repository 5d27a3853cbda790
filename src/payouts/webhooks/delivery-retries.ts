import type { DeliveryAttempt, WebhookDeliveryRow, WebhookEndpointRow } from '../storage/entities/webhook.entities.js';
import type { Attempted } from '../storage/webhook-deliveries.repository.js';
import type { WebhookAnswer } from './webhook-sender.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds before each retry. After the last one a delivery has failed. */
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

/** Milliseconds without a success after which an endpoint is disabled. */
export const GIVEN_UP_AFTER_MS = 5 * DAY;

/** Number of consecutive failures after which only one delivery at a time is sent to the endpoint. */
const BREAKS_AFTER = 5;
const FIRST_PAUSE_MS = 5 * SECOND;
const LONGEST_PAUSE_MS = MINUTE;

/** The most attempts that are kept with a delivery. Older ones are removed. */
const KEPT_ATTEMPTS = 20;

const GONE = 410;
const ASK_LATER = [429, 503];

/** One POST of a delivery, and the response to it. */
export interface Tried {
  readonly delivery: Readonly<WebhookDeliveryRow>;
  readonly at: number;
  readonly answer: WebhookAnswer;
}

function isSuccess({ status }: Pick<WebhookAnswer, 'status'>): boolean {
  return status !== null && status >= 200 && status <= 299;
}

/** Returns the delivery after an attempt: its new status and the time of its next retry. */
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
    attempts: [...delivery.attempts, attempt].slice(-KEPT_ATTEMPTS),
    nextAt: wait === undefined ? null : at + answer.durationMs + Math.max(wait, answer.retryAfterMs ?? 0),
  };
}

type Health = Pick<WebhookEndpointRow, 'failures' | 'failingSince' | 'pausedUntil'>;

/** Returns the endpoint's failure count and pause after an attempt. */
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

function pauseAfter(probes: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(probes, 10), LONGEST_PAUSE_MS);
}

/** Returns true if only one delivery at a time is sent, to test if the endpoint answers again. */
export function isOnlyProbed({ failures }: Pick<Health, 'failures'>): boolean {
  return failures >= BREAKS_AFTER;
}

/** Returns the reason to disable the endpoint after an attempt. Returns null if it stays enabled. */
export function disabledBy({ failingSince }: Pick<Health, 'failingSince'>, tried: Tried): 'gone' | 'failing' | null {
  if (tried.answer.status === GONE) return 'gone';
  return isSuccess(tried.answer) ? null : hasFailedTooLong({ failingSince }, tried.at) ? 'failing' : null;
}

function hasFailedTooLong({ failingSince }: Pick<Health, 'failingSince'>, now: number): boolean {
  return failingSince !== null && now - failingSince >= GIVEN_UP_AFTER_MS;
}
