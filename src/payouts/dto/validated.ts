import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { problemsOf } from '../../common/parse.js';
import type { Problem } from '../../common/payout-connector.js';
import { isJsonObject } from '../../common/provider-http.js';
import { PayoutError } from '../payouts.errors.js';

/** DTOs that `validated` has already checked. When a controller passes one on to a service, it is not checked again. */
const VALIDATED = new WeakSet<object>();

/**
 * Checks a value against the rules of a DTO class and returns it as a new instance of the class. Unknown fields are
 * refused. A DTO that it has returned before is returned unchanged.
 * @throws PayoutError `validation_failed` with all problems
 */
export function validated<T extends object>(type: ClassConstructor<T>, value: unknown): T {
  if (value instanceof type && VALIDATED.has(value)) return value;
  if (!isJsonObject(value)) throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  const unfit = unfitParts(value);
  if (unfit.length > 0) throw invalid(unfit);
  const dto = plainToInstance(type, value, { exposeUnsetFields: false });
  const errors = validateSync(dto, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw invalid(problemsOf(errors));
  VALIDATED.add(dto);
  return dto;
}

/** Maximum depth of nested objects in a value. It limits the recursion below. No DTO needs more levels. */
export const MAX_DEPTH = 8;
/**
 * Maximum number of fields of one object, or of items of one list. It limits the time of the validation and the number
 * of reported problems. No DTO needs that many.
 */
const MAX_PARTS = 100;

/**
 * Returns a problem for each part of a value that class-transformer must not get: a part that is nested too deeply, one
 * that has too many fields, and a field with a name such as `__proto__`. class-transformer would fail on such a name,
 * or drop the field before the validation can report it.
 */
export function unfitParts(value: unknown, parent = '', depth = 1): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  if (depth > MAX_DEPTH) return [{ field: parent, message: 'is nested too deeply' }];
  const parts = Object.entries(value);
  if (parts.length > MAX_PARTS) return [{ field: parent || 'body', message: `has more than ${MAX_PARTS} parts` }];
  return parts.flatMap(([key, part]) => {
    const field = parent === '' ? key : `${parent}.${key}`;
    return key in Object.prototype
      ? [{ field, message: 'is not an accepted name' }]
      : unfitParts(part, field, depth + 1);
  });
}

/** Returns the error `validation_failed` (HTTP status 422) with these problems as `errors`. */
export function invalid(errors: readonly Problem[]): PayoutError {
  return new PayoutError('validation_failed', 'The request breaks the rules listed in errors.', { errors });
}
