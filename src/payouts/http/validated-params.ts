import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiQuery } from '@nestjs/swagger';
import type { ClassConstructor } from 'class-transformer';
import { invalid, validated } from '../dto/validated.js';
import { PayoutError } from '../payouts.errors.js';
import { Reads, type RequestPart } from './known-parts.guard.js';

type BodyExamples = Readonly<Record<string, { readonly summary: string; readonly value: object }>>;

interface HttpRequest {
  readonly body?: unknown;
  readonly query?: unknown;
}

/**
 * Parameter decorator that validates the body and returns it as an instance of `type`. It replaces Nest's `@Body()`,
 * because a global pipe of a host would first change the body and drop unknown fields. `examples` are shown in the
 * OpenAPI document.
 * @throws PayoutError `invalid_request` without a body; `validation_failed` with all problems
 */
export const ValidBody = (type: ClassConstructor<object>, examples: BodyExamples = {}) =>
  validParam(
    'body',
    ({ body }) => {
      if (body === undefined) throw unreadableBody('must be valid JSON');
      return validated(type, body);
    },
    ApiBody({ type, ...(Object.keys(examples).length > 0 && { examples }) }),
  );

/**
 * Like `ValidBody`, but a request without a body counts as one with an empty object. If fields are required, the error
 * then names them. `required` is shown in the OpenAPI document.
 * @throws PayoutError `validation_failed` with all problems
 */
export const ValidBodyOrNone = (type: ClassConstructor<object>, { required = true } = {}) =>
  validParam('body', ({ body }) => validated(type, body ?? {}), ApiBody({ type, required }));

/**
 * Parameter decorator that validates the query and returns it as an instance of `type`. A parameter that is given twice
 * is refused.
 * @throws PayoutError `validation_failed` with all problems
 */
export const ValidQuery = (type: ClassConstructor<object>) =>
  validParam(
    'query',
    ({ query }) => {
      refuseRepeated(query);
      return validated(type, { ...(query as object) });
    },
    ApiQuery({ type }),
  );

function validParam(
  part: RequestPart,
  read: (request: HttpRequest) => object,
  documented: MethodDecorator,
): ParameterDecorator {
  const factory = (_: unknown, context: ExecutionContext) => read(context.switchToHttp().getRequest<HttpRequest>());
  return createParamDecorator(factory, [
    (target, key) => {
      const method = key && Object.getOwnPropertyDescriptor(target, key);
      if (!key || !method) return;
      documented(target, key, method);
      Reads(part)(target, key, method);
    },
  ])();
}

/** Returns the error `invalid_request` for a body that cannot be read. `message` is the rule that the body breaks. */
export function unreadableBody(message: string): PayoutError {
  return new PayoutError('invalid_request', 'The body cannot be read.', { errors: [{ field: 'body', message }] });
}

function refuseRepeated(query: unknown): void {
  const repeated = Object.entries(query ?? {}).filter(([, value]) => typeof value !== 'string');
  if (repeated.length > 0) throw invalid(repeated.map(([field]) => ({ field, message: 'must be given once' })));
}
