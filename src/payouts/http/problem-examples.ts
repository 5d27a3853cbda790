import { PayoutError, type PayoutErrorCode, type PayoutErrorDetails } from '../payouts.errors.js';
import { problemResponse } from './problem.js';

/** Example of an error: its message and its details. */
interface Told extends PayoutErrorDetails {
  readonly detail: string;
}

const REQUEST_ID = '0b7a3c1e-52a8-4c0e-9a59-6f1f8f8f2d11';
const PAYOUT_ID = '0193c9c5-7f3a-7c8e-9b1e-0123456789ab';
const KEY = 'Idempotency-Key';

/** Example of each error code for the OpenAPI document. The service sends the same texts. */
const TOLD: Readonly<Record<PayoutErrorCode, Told>> = {
  invalid_request: {
    detail: 'The body cannot be read.',
    errors: [{ field: 'body', message: 'must be valid JSON' }],
  },
  idempotency_key_required: {
    detail: `The header ${KEY} is required, so that a repeated request never pays twice.`,
    errors: [{ field: KEY, message: 'is required, so that a repeated request never pays twice' }],
  },
  idempotency_key_invalid: {
    detail: `The header ${KEY} must be 1 to 255 visible ASCII characters.`,
    errors: [{ field: KEY, message: 'must be 1 to 255 visible ASCII characters' }],
  },
  unauthorized: { detail: 'Send a valid API key as "Authorization: Bearer <key>".' },
  insufficient_scope: { detail: 'This needs the scope payouts:write.' },
  approver_is_creator: { detail: 'Who ordered a payout cannot decide about it.' },
  not_found: { detail: 'There is no such resource.' },
  state_conflict: {
    detail: 'The payout is in a state that does not allow this.',
    members: { payoutStatus: 'paid' },
  },
  idempotency_in_progress: {
    detail: 'A request with this Idempotency-Key is in progress.',
    retryAfter: 1,
  },
  reference_already_used: {
    detail: 'This reference belongs to another payout.',
    errors: [{ field: 'reference', message: 'must be unique' }],
    members: { payoutId: PAYOUT_ID },
  },
  quarantine: {
    detail: 'An attempt of unknown outcome may still be executed. Decide about it from 2026-11-21T08:00:00.000Z on.',
    retryAfter: 3_600,
  },
  found_at_provider: {
    detail: 'The provider has this payout. Its answer is recorded now.',
    members: { payoutStatus: 'paid' },
  },
  gone: {
    detail: 'Events after this place are deleted. Continue with next, and read important payouts by id.',
    members: { next: '4711' },
  },
  payload_too_large: { detail: 'The body is larger than this route accepts.' },
  unsupported_media_type: { detail: 'Send application/json.' },
  validation_failed: {
    detail: 'The request breaks the rules listed in errors.',
    errors: [{ field: 'amount', message: 'must be a decimal string such as "5000" or "100.00"' }],
  },
  idempotency_key_reused: {
    detail: 'This Idempotency-Key was used with another request.',
    errors: [{ field: KEY, message: 'must be new for a new request' }],
  },
  no_account: {
    detail: 'No account fits: no account that fits pays in KES.',
    errors: [{ field: 'currency', message: 'no account that fits pays in KES' }],
  },
  account_ambiguous: {
    detail: 'More than one account fits.',
    errors: [{ field: 'account', message: 'must be one of djamo-ci, djamo-sn' }],
    members: { candidates: ['djamo-ci', 'djamo-sn'] },
  },
  batch_invalid: {
    detail: 'Rows break rules; nothing was stored. Correct them, or send mode accept_valid to leave them out.',
    members: {
      errors: [{ row: 3, field: 'amount', code: 'validation_failed', message: 'must be above 0' }],
      errorCount: 1,
      warnings: [],
      warningCount: 0,
    },
  },
  rate_limited: { detail: 'Too many requests came from here.', retryAfter: 60 },
  internal_error: { detail: 'Something unexpected happened. The log has the details under this instance.' },
  provider_unavailable: { detail: 'The provider could not be read: HTTP 503.' },
  unavailable: {
    detail: 'The service cannot answer now. Repeat the request, with the same Idempotency-Key if it had one.',
  },
};

/** Returns the problem document (RFC 9457) of the example for an error code. */
export function problemExample(code: PayoutErrorCode): Readonly<Record<string, unknown>> {
  const { detail, ...details } = TOLD[code];
  return problemResponse(new PayoutError(code, detail, details), REQUEST_ID).body;
}
