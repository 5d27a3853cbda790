import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { problemsOf } from '../../common/parse.js';
import type { Problem } from '../../common/payout-connector.js';
import { isJsonObject } from '../../common/provider-http.js';
import { PayoutError } from '../payouts.errors.js';

/** What our own controllers have validated is not validated again by the use case; what a host made always is. */
const VALIDATED = new WeakSet<object>();

/** The DTO that a value is. @throws PayoutError `validation_failed` with everything that is wrong with it */
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

/** Deeper than any DTO, shallow enough for every recursion that follows. */
const MAX_DEPTH = 8;
/** More than any DTO and any metadata have: what follows compares each field with each, and tells of each. */
const MAX_PARTS = 100;

/** Names that every object has: class-transformer leaves such a key out, or trips over it, and no whitelist sees it. */
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
