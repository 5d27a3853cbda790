import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { PayoutError } from '../payouts.errors.js';

const NAME = 'Idempotency-Key';
const VISIBLE_ASCII = /^[!-~]{1,255}$/;

/** Express' request is Node's own, Fastify's carries it. */
interface PlatformRequest {
  readonly rawHeaders?: readonly string[];
  readonly raw?: { readonly rawHeaders: readonly string[] };
}

/** The `Idempotency-Key` of the request, without the quotes that its standard writes around it. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<PlatformRequest>();
  return readIdempotencyKey(request.raw?.rawHeaders ?? request.rawHeaders ?? []);
});

/** @param rawHeaders names and values in turn, as they arrived: Node joins what is sent twice */
export function readIdempotencyKey(rawHeaders: readonly string[]): string {
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && isKeyName(rawHeaders[index - 1]));
  const [value, ...others] = values;
  if (value === undefined) {
    throw refused('idempotency_key_required', 'is required, so that a repeated request never pays twice');
  }
  if (others.length > 0) throw refused('idempotency_key_invalid', 'must be sent once');
  return validKey(/^"(.*)"$/.exec(value)?.[1] ?? value);
}

/** @throws PayoutError `idempotency_key_invalid` */
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
