import type { Problem } from '../common/payout-connector.js';

/** HTTP status of each error code of the API. Programs should read the code, because several codes share a status. */
export const HTTP_STATUS = {
  invalid_request: 400,
  idempotency_key_required: 400,
  idempotency_key_invalid: 400,
  unauthorized: 401,
  insufficient_scope: 403,
  approver_is_creator: 403,
  not_found: 404,
  state_conflict: 409,
  idempotency_in_progress: 409,
  reference_already_used: 409,
  quarantine: 409,
  found_at_provider: 409,
  gone: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  idempotency_key_reused: 422,
  no_account: 422,
  account_ambiguous: 422,
  batch_invalid: 422,
  rate_limited: 429,
  internal_error: 500,
  provider_unavailable: 502,
  unavailable: 503,
} as const;

export type PayoutErrorCode = keyof typeof HTTP_STATUS;

export interface PayoutErrorDetails {
  /** Fields of the request that break a rule, each with the rule. Undefined if the error is not about single fields. */
  readonly errors?: readonly Problem[];
  /**
   * Value of the `Retry-After` header in seconds, sent as at least 1. If it is not set, only the error `unavailable`
   * has this header, with the value 1.
   */
  readonly retryAfter?: number;
  /**
   * Additional members of the problem document, such as `payoutStatus` for a `state_conflict`. They cannot replace the
   * standard members.
   */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * Error of an operation that the caller can understand, such as `not_found`. The API answers with the HTTP status of
 * its code. The message is sent to the caller.
 */
export class PayoutError extends Error {
  constructor(
    readonly code: PayoutErrorCode,
    message: string,
    readonly details: PayoutErrorDetails = {},
  ) {
    super(message);
    this.name = 'PayoutError';
  }
}

/**
 * Returns the error 409 for a request that the current status of the payout does not allow. Its problem document (the
 * JSON body of the response) contains this status as `payoutStatus`, and the given `members`.
 */
export function stateConflict(
  { status }: { readonly status: string },
  detail: string,
  members: PayoutErrorDetails['members'] = {},
): PayoutError {
  return new PayoutError('state_conflict', detail, { members: { payoutStatus: status, ...members } });
}
