import { HttpException } from '@nestjs/common';
import { ProviderReadError } from '../../common/payout-connector.js';
import { NoAnswerError } from '../../common/provider-http.js';
import { PayoutError, type PayoutErrorCode } from '../payouts.errors.js';
import { isBusy, isUnavailable, runsAgain } from '../storage/database/database-errors.js';
import { StaleRowError } from '../storage/database/storage.errors.js';
import { notFound } from './resource-id.js';
import { unreadableBody } from './validated-params.js';

/**
 * Error codes for errors that Fastify, Express or Nest raised, by HTTP status. Any other 4xx becomes `invalid_request`.
 */
const CODE_OF_STATUS: Readonly<Record<number, PayoutErrorCode>> = {
  401: 'unauthorized',
  403: 'insufficient_scope',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  422: 'validation_failed',
  429: 'rate_limited',
  503: 'unavailable',
};

/** Messages for the caller by error code. A code that is not in this list gets a general message. */
const DETAIL: Partial<Record<PayoutErrorCode, string>> = {
  invalid_request: 'The request cannot be read.',
  payload_too_large: 'The body is larger than this route accepts.',
  unsupported_media_type: 'The body must be sent as application/json.',
  unavailable: 'The service cannot answer now. Repeat the request, with the same Idempotency-Key if it had one.',
};

interface ForeignError {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

/**
 * Converts any error to a `PayoutError`, which can be sent to the caller. An unexpected error becomes `internal_error`,
 * with a message that does not reveal the original error.
 */
export function toPayoutError(error: unknown): PayoutError {
  if (error instanceof PayoutError) return error;
  if (error instanceof NoAnswerError || error instanceof ProviderReadError) {
    return new PayoutError('provider_unavailable', 'The provider did not answer the question.');
  }
  // A row kept changing (`StaleRowError`), or deadlocks came, until all retries were used. The caller may repeat the
  // request, as if the database was unavailable.
  const lost = error instanceof StaleRowError || runsAgain(error);
  if (lost || isUnavailable(error) || isBusy(error)) return named('unavailable');
  const status = error instanceof HttpException ? error.getStatus() : (error as ForeignError | null)?.statusCode;
  if (typeof status !== 'number' || (status >= 500 && status !== 503) || status < 400) return unexpected();
  return refusedByPlatform(error, status);
}

/**
 * Error codes of Fastify for a URL that cannot be decoded, and for one with a parameter that is too long. Both become
 * 404.
 */
const NO_RESOURCE = new Set(['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH']);

/** Converts an error that Fastify, Express or Nest raised before our controller ran. */
function refusedByPlatform(error: unknown, status: number): PayoutError {
  if (status === 404 || NO_RESOURCE.has(String((error as ForeignError).code))) return notFound();
  if (status === 400) return unreadableBody('must be valid JSON');
  return named(CODE_OF_STATUS[status] ?? 'invalid_request');
}

function named(code: PayoutErrorCode): PayoutError {
  return new PayoutError(code, DETAIL[code] ?? 'The request was refused.');
}

function unexpected(): PayoutError {
  return new PayoutError(
    'internal_error',
    'Something unexpected happened. The log has the details under this instance.',
  );
}
