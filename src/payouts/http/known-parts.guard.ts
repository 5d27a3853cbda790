import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Problem } from '../../common/payout-connector.js';
import { isJsonObject } from '../../common/provider-http.js';
import { invalid, unfitParts } from '../dto/validated.js';

/** Part of a request in which a caller can send fields. */
export type RequestPart = 'query' | 'body';

const PARTS: readonly RequestPart[] = ['query', 'body'];
/** Parts of the request that each route reads and validates, keyed by the handler (method of the controller). */
const READ = new WeakMap<object, Set<RequestPart>>();

/**
 * Decorator that names the parts of the request that a route reads. `ValidBody` and `ValidQuery` already include it.
 */
export const Reads =
  (...parts: RequestPart[]): MethodDecorator =>
  (_target, _key, { value }) => {
    const handler = value as object;
    READ.set(handler, new Set([...(READ.get(handler) ?? []), ...parts]));
  };

/**
 * Guard that refuses fields in a part of the request that the route does not read. If such a filter or note was ignored
 * instead, the caller would not notice that it has no effect.
 * @throws PayoutError `validation_failed` with a problem for each field
 */
@Injectable()
export class KnownParts implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Partial<Record<RequestPart, unknown>>>();
    const read = READ.get(context.getHandler());
    const problems = PARTS.filter((part) => !read?.has(part)).flatMap((part) => problemsOf(part, request[part]));
    if (problems.length > 0) throw invalid(problems);
    return true;
  }
}

function problemsOf(part: RequestPart, value: unknown): Problem[] {
  if (isJsonObject(value)) {
    // Thousands of fields get one problem, as in `validated`.
    const unfit = unfitParts(value);
    return unfit.length > 0 ? unfit : Object.keys(value).map((field) => ({ field, message: 'is not a known field' }));
  }
  const isEmpty = value === undefined || value === null || value === '';
  return isEmpty ? [] : [{ field: part, message: 'must be empty' }];
}
