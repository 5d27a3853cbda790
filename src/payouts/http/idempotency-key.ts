import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { PayoutError } from '../payouts.errors.js';
import type { PlatformRequest } from './platform-response.js';

const NAME = 'Idempotency-Key';
const VISIBLE_ASCII = /^[!-~]{1,255}$/;

/**
 * Parameter decorator that returns the `Idempotency-Key` header of the request. Its standard puts the value in double
 * quotes; these are removed.
 * @throws PayoutError as `readIdempotencyKey`
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  idempotencyKeyOf(context.switchToHttp().getRequest<PlatformRequest>()),
);

/**
 * Returns the `Idempotency-Key` header of a Fastify or Express request.
 * @throws PayoutError as `readIdempotencyKey`
 */
export function idempotencyKeyOf(request: Pick<PlatformRequest, 'raw' | 'rawHeaders'>): string {
  return readIdempotencyKey(request.raw?.rawHeaders ?? request.rawHeaders ?? []);
}

/**
 * Returns the `Idempotency-Key` header.
 * @param rawHeaders names and values in turn, as received. Node's `headers` would join a header that was sent twice.
 * @throws PayoutError `idempotency_key_required` if it is missing; `idempotency_key_invalid` if it was sent twice or is
 *   malformed
 */
export function readIdempotencyKey(rawHeaders: readonly string[]): string {
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && isKeyName(rawHeaders[index - 1]));
  const [value, ...others] = values;
  if (value === undefined) {
    throw refused('idempotency_key_required', 'is required, so that a repeated request never pays twice');
  }
  if (others.length > 0) throw refused('idempotency_key_invalid', 'must be sent once');
  return validKey(/^"(.*)"$/.exec(value)?.[1] ?? value);
}

/**
 * Checks that a key has 1 to 255 visible ASCII characters, and returns it.
 * @throws PayoutError `idempotency_key_invalid`
 */
export function validKey(key: string): string {
  if (VISIBLE_ASCII.test(key)) return key;
  throw refused('idempotency_key_invalid', 'must be 1 to 255 visible ASCII characters');
}

function isKeyName(name: string | undefined): boolean {
  return name?.toLowerCase() === NAME.toLowerCase();
}

function refused(code: 'idempotency_key_required' | 'idempotency_key_invalid', message: string): PayoutError {
  return new PayoutError(code, `The header ${NAME} ${message}.`, { errors: [{ field: NAME, message }] });
}
