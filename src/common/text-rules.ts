import type { Problem } from './payout-connector.js';

/**
 * Characters that no text may contain: control characters and half surrogate pairs. Format characters are allowed,
 * because Arabic names and emoji need them.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const VISIBLE_ASCII = /^[!-~]+$/;

/**
 * Returns the rule that a text for people, such as a name or a description, breaks. Returns null if the text is valid.
 * An empty or blank text is invalid. `max` is the maximum number of Unicode code points.
 */
export function textProblem(text: string, max: number): string | null {
  // One character has at most two UTF-16 units, so a longer text cannot be valid.
  if (text.length > 2 * max) return `must be at most ${max} characters`;
  if (text.trim() === '') return 'must not be empty';
  if (UNPRINTABLE.test(text)) return 'must not contain control characters or lone surrogates';
  const override = OVERRIDES.exec(text)?.[0];
  if (override !== undefined) return `must not contain the invisible character ${codePoint(override)}`;
  return [...text].length > max ? `must be at most ${max} characters` : null;
}

/**
 * Characters that a reader cannot see: format characters, spaces, fillers and unassigned code points. Names may contain
 * them. E-mail addresses may not, because two different addresses would look the same.
 */
const INVISIBLE =
  /\u034f|[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Z}\u115f\u1160\u2800\u3164\uffa0]|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]/u;
const LATIN = /\p{Script=Latin}/u;
/** Letters of alphabets that look like Latin letters. In an e-mail address they can imitate another address. */
const LOOK_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

/**
 * Returns the rule that an e-mail address breaks if it could imitate another address. Returns null if it breaks none.
 * The caller must check the form of the address and limit its length to 254 characters.
 */
export function addressProblem(address: string): string | null {
  const hidden = INVISIBLE.exec(address)?.[0];
  if (hidden !== undefined) return `must not contain the invisible character ${codePoint(hidden)}`;
  if (address.normalize('NFKC') !== address)
    return 'must not contain compatibility characters, such as full-width letters';
  if (LATIN.test(address) && LOOK_ALIKE.test(address))
    return 'must not mix Latin letters with letters that look like them';
  return null;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Characters that change the order in which a text is displayed (left-to-right and right-to-left override). Arabic
 * needs other direction marks, not these.
 */
const OVERRIDES = /[\u202d\u202e]/;

/**
 * Returns the rule that an id breaks, or null if it is valid. An id has 1 to `max` visible ASCII characters, so no
 * spaces.
 */
export function idProblem(text: string, max: number): string | null {
  return text.length <= max && VISIBLE_ASCII.test(text) ? null : `must be 1 to ${max} visible ASCII characters`;
}

/** Converts pairs of a field name and an error message to problems. Leaves out pairs whose message is null. */
export function problemsIn(fields: readonly (readonly [field: string, message: string | null])[]): Problem[] {
  return fields.flatMap(([field, message]) => (message === null ? [] : [{ field, message }]));
}
