import { randomBytes } from 'node:crypto';
import { DJAMO_SANDBOX_DEFAULTS } from '../sandbox/djamo/djamo-sandbox.js';

type Variables = Readonly<Record<string, string>>;

/**
 * Key that signs the tokens in JumiaPay's callback URLs, new in each run. Djamo's callbacks are signed with
 * `WEBHOOK_SECRET` instead.
 */
export const CALLBACK_KEY = { kid: 'demo', secret: randomBytes(16).toString('hex') };
export const WEBHOOK_SECRET = DJAMO_SANDBOX_DEFAULTS.webhookSecret;

/**
 * Returns the environment variables that turn callbacks on. Without them the service learns of changes only by reading
 * the providers. `publicUrl` is the URL at which the sandboxes reach the service.
 */
export function callbackVariables(publicUrl: string): Variables {
  return {
    PUBLIC_URL: publicUrl,
    CALLBACK_KEYS: `${CALLBACK_KEY.kid}:${CALLBACK_KEY.secret}`,
    DJAMO_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
}

/**
 * Maximum number of simultaneous POSTs for each account. A crash leaves at most this many payouts with an unknown
 * outcome.
 */
export const CONCURRENCY = 4;

/**
 * Time in milliseconds until the sandbox sends a slow response. It is shorter than the service's `SUBMIT_TIMEOUT`. So a
 * slow response leaves the outcome of a payout unknown only if the service is killed before it arrives.
 */
const SLOW_MS = 2_500;

/**
 * Environment variables with which the service waits for shorter times than in production, so that the demo is short.
 * Only the times differ; the service does the same steps in the same order.
 */
export const SHORT_TIMINGS: Variables = {
  WORKER_INTERVAL: '100ms',
  SUBMIT_TIMEOUT: '3s',
  LEASE: '6s',
  POLL_PLAN: '250ms,500ms,1s',
  RESEND_WAIT: '1s',
  ABSENCE_SEARCH: '5s',
  HOLD_PLAN: '500ms,1s',
  SUBMIT_RATE: '100/s',
  READ_RATE: '100/s',
  SUBMIT_CONCURRENCY: String(CONCURRENCY),
};

/** Settings of both sandboxes, in milliseconds, for a service that runs with `SHORT_TIMINGS`. */
export const SHORT_SANDBOX = { settleAfterMs: 400, slowMs: SLOW_MS };
