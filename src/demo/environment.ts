import { randomBytes } from 'node:crypto';
import { DJAMO_SANDBOX_DEFAULTS } from '../sandbox/djamo/djamo-sandbox.js';

type Variables = Readonly<Record<string, string>>;

/** The key that signs the tokens in JumiaPay's callback URLs. `WEBHOOK_SECRET` signs Djamo's callbacks. */
export const CALLBACK_KEY = { kid: 'demo', secret: randomBytes(16).toString('hex') };
export const WEBHOOK_SECRET = DJAMO_SANDBOX_DEFAULTS.webhookSecret;

/** Returns the variables that turn callbacks on. Without them the service learns everything by reading. */
export function callbackVariables(publicUrl: string): Variables {
  return {
    PUBLIC_URL: publicUrl,
    CALLBACK_KEYS: `${CALLBACK_KEY.kid}:${CALLBACK_KEY.secret}`,
    DJAMO_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
}

/** Most POSTs in progress for each account. A crash leaves at most this many in doubt. */
export const CONCURRENCY = 4;

/** Milliseconds of a slow reply. Shorter than the service's timeout, so that only a kill leaves the payout in doubt. */
const SLOW_MS = 2_500;

/** Shorter waiting times than in production. The order of the steps is the same. */
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
