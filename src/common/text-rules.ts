import type { Problem } from './payout-connector.js';

/** Control characters and lone surrogates. Format characters pass: Arabic names and emoji need them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const VISIBLE_ASCII = /^[!-~]+$/;

/** What is wrong with a text for people of at most `max` code points, null when nothing is. */
export function textProblem(text: string, max: number): string | null {
  // A character is at most two units: what is longer is not looked at.
  if (text.length > 2 * max) return `must be at most ${max} characters`;
  if (text.trim() === '') return 'must not be empty';
  if (UNPRINTABLE.test(text)) return 'must not contain control characters or lone surrogates';
  return [...text].length > max ? `must be at most ${max} characters` : null;
}

/** What is wrong with an id of at most `max` characters, null when nothing is. */
export function idProblem(text: string, max: number): string | null {
  return text.length <= max && VISIBLE_ASCII.test(text) ? null : `must be 1 to ${max} visible ASCII characters`;
}

/** Fields with what is wrong with them; those without a problem are left out. */
export function problemsIn(fields: readonly (readonly [field: string, message: string | null])[]): Problem[] {
  return fields.flatMap(([field, message]) => (message === null ? [] : [{ field, message }]));
}
