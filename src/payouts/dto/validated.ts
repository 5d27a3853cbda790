import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { problemsOf } from '../../common/parse.js';
import type { Problem } from '../../common/payout-connector.js';
import { isJsonObject } from '../../common/provider-http.js';
import { PayoutError } from '../payouts.errors.js';

/** Objects that a controller has validated. `validated` then does not check them a second time. */
const VALIDATED = new WeakSet<object>();

/**
 * Validates a value and returns it as its DTO.
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

/** The deepest allowed nesting. No DTO needs more, and recursive code stays safe. */
const MAX_DEPTH = 8;
/**
 * The most fields of a value. DTOs with metadata need fewer. It limits the work of validation and the number of errors.
 */
const MAX_PARTS = 100;

/**
 * Returns the parts of a value that class-transformer must not get. These are too deep, too many, or have a key such as
 * `__proto__`. class-transformer fails on such keys, or drops them before the whitelist can report them.
 */
function unfitParts(value: unknown, parent = '', depth = 1): Problem[] {
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

export function invalid(errors: readonly Problem[]): PayoutError {
  return new PayoutError('validation_failed', 'The request breaks the rules listed in errors.', { errors });
}
