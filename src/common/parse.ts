import 'reflect-metadata';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import type { Problem } from './payout-connector.js';

/** Returns the failed rules with the path of each field, such as `recipient.msisdn`. */
export function problemsOf(errors: readonly ValidationError[], parent = ''): Problem[] {
  const problems = errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      message: rule === 'whitelistValidation' ? 'is not a known field' : message,
    }));
    return [...own, ...problemsOf(error.children ?? [], field)];
  });
  // Several rules of one field may have the same message.
  return [...new Map(problems.map((problem) => [`${problem.field}\0${problem.message}`, problem])).values()];
}

export type Parsed<T> =
  | { readonly value: T; readonly problems: null }
  | { readonly value: null; readonly problems: Problem[] };

/**
 * Parses JSON of a provider into a DTO. Drops fields that the DTO does not name, because providers add fields without
 * notice.
 */
export function parse<T extends object>(type: ClassConstructor<T>, json: unknown): Parsed<T> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { value: null, problems: [{ field: 'body', message: 'must be a JSON object' }] };
  }
  const value = plainToInstance(type, json);
  const errors = validateSync(value, { whitelist: true, forbidUnknownValues: true });
  return errors.length === 0 ? { value, problems: null } : { value: null, problems: problemsOf(errors) };
}
