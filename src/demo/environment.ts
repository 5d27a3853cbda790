import { randomBytes } from 'node:crypto';
import { DJAMO_SANDBOX_DEFAULTS } from '../sandbox/djamo/djamo-sandbox.js';

type Variables = Readonly<Record<string, string>>;

/** What the providers sign their callbacks with, or carry in their addresses. */
export const CALLBACK_KEY = { kid: 'demo', secret: randomBytes(16).toString('hex') };
export const WEBHOOK_SECRET = DJAMO_SANDBOX_DEFAULTS.webhookSecret;

/** Where the providers call; without these the service learns everything by reading. */
export function callbackVariables(publicUrl: string): Variables {
  return {
    PUBLIC_URL: publicUrl,
    CALLBACK_KEYS: `${CALLBACK_KEY.kid}:${CALLBACK_KEY.secret}`,
    DJAMO_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
}

/** POSTs under way at one time and account; a crash can leave no more than these in doubt. */
export const CONCURRENCY = 4;

/** A slow reply comes before the service gives up on it, so only the kill leaves it in doubt. */
const SLOW_MS = 2_500;

/** Nobody watches a demo for the real waiting times. The order of the steps is the same. */
export const SHORT_TIMINGS: Variables = {
  WORKER_INTERVAL: '100ms',
  SUBMIT_TIMEOUT: '3s',
  LEASE: '6s',
  POLL_PLAN: '250ms,500ms,1s',
  RESEND_WAIT: '1s',
  ABSENCE_SEARCH: '5s',
  HOLD_PLAN: '500ms,1s',
  READ_RATE: '100/s',
  SUBMIT_CONCURRENCY: String(CONCURRENCY),
};

export const SHORT_SANDBOX = { settleAfterMs: 400, slowMs: SLOW_MS };
