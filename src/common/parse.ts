import 'reflect-metadata';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import type { Problem } from './payout-connector.js';

/**
 * Converts class-validator errors to problems. Each problem has the path of its field, such as `recipient.msisdn`.
 * `parent` is the path of the object that contains the fields.
 */
export function problemsOf(errors: readonly ValidationError[], parent = ''): Problem[] {
  const problems = errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      message: rule === 'whitelistValidation' ? 'is not a known field' : message,
    }));
    return [...own, ...problemsOf(error.children ?? [], field)];
  });
  // Several rules of one field may have the same message. It is reported once.
  return [...new Map(problems.map((problem) => [`${problem.field}\0${problem.message}`, problem])).values()];
}

/** Result of `parse`: the value, or the problems that it has. */
export type Parsed<T> =
  | { readonly value: T; readonly problems: null }
  | { readonly value: null; readonly problems: Problem[] };

/**
 * Converts parsed JSON from a provider to a DTO and validates it. Returns the problems if it is not valid. Fields that
 * the DTO does not declare are dropped, because providers add fields without notice.
 */
export function parse<T extends object>(type: ClassConstructor<T>, json: unknown): Parsed<T> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { value: null, problems: [{ field: 'body', message: 'must be a JSON object' }] };
  }
  const value = plainToInstance(type, json);
  const errors = validateSync(value, { whitelist: true, forbidUnknownValues: true });
  return errors.length === 0 ? { value, problems: null } : { value: null, problems: problemsOf(errors) };
}
