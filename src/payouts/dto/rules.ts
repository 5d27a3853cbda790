import { Matches } from 'class-validator';
import { Rule } from '../../common/account-options.js';
import { AMOUNT_PATTERN } from '../../common/money.js';
import { isJsonObject } from '../../common/provider-http.js';
import { addressProblem, textProblem } from '../../common/text-rules.js';
import { parseRfc3339 } from './rfc3339.js';

/** Maximum number of characters of an e-mail address. */
const MAX_EMAIL = 254;

/**
 * Validates the format of an amount: a decimal string above 0. How many decimals are allowed depends on the account, so
 * they are checked later, when the account is known.
 */
export const IsAmount = () =>
  Rule('isAmount', (value) => {
    if (typeof value !== 'string' || !AMOUNT_PATTERN.test(value))
      return 'must be a decimal string such as "5000" or "100.00"';
    return /[1-9]/.test(value) ? null : 'must be above 0';
  });

export const IsCurrency = () => Matches(/^[A-Z]{3}$/, { message: 'must be a currency code of ISO 4217 such as XOF' });

/** Validates the name of a provider or an account: 1 to 40 of a-z, 0-9 and -. */
export const IsName = () => Matches(/^[a-z0-9-]{1,40}$/, { message: 'must be 1 to 40 of a-z, 0-9 and -' });

/**
 * Validates an id that is not ours, 1 to 100 visible ASCII characters: the consumer's reference of a payout, or a
 * provider's id of a sub-company.
 */
export const IsReference = () => Matches(/^[!-~]{1,100}$/, { message: 'must be 1 to 100 visible ASCII characters' });

/** Validates a text for people, such as a description: not empty, at most `max` characters, no control characters. */
export const IsPayoutText = (max: number) =>
  Rule('isPayoutText', (value) => (typeof value === 'string' ? textProblem(value, max) : 'must be a text'));

/**
 * Validates the format of a phone number (E.164: `+` and 7 to 15 digits). The connector checks later if such a number
 * can exist.
 */
export const IsE164 = () =>
  Matches(/^\+[1-9]\d{6,14}$/, { message: 'must be a phone number in E.164 form, such as +2250701020304' });

/**
 * Validates an e-mail address. It requires only what every address has, and refuses invisible characters and letters
 * that imitate others. Stricter patterns would refuse addresses that work.
 */
export const IsEmailAddress = () =>
  Rule('isEmailAddress', (value) => {
    const fits = typeof value === 'string' && value.length <= MAX_EMAIL && /^[^@]+@[^@]+$/.test(value);
    return fits ? addressProblem(value) : `must be an e-mail address of at most ${MAX_EMAIL} characters`;
  });

export const IsRfc3339 = () =>
  Rule('isRfc3339', (value) =>
    typeof value === 'string' && parseRfc3339(value) !== null
      ? null
      : 'must be a time of RFC 3339 with its offset, such as 2026-12-24T18:00:00Z',
  );

/** Validates that an object has a value for exactly one of the keys. Null counts as no value. */
export const HasExactlyOneOf = (...keys: readonly string[]) =>
  Rule('hasExactlyOneOf', (value) => {
    if (!isJsonObject(value)) return 'must be an object';
    const given = keys.filter((key) => value[key] !== undefined && value[key] !== null);
    return given.length === 1 ? null : `must have exactly one of ${keys.join(' and ')}`;
  });

const MAX_KEYS = 20;
const MAX_KEY = 100;
const MAX_VALUE = 500;
/** Maximum number of bytes of metadata as JSON. Only texts full of control characters can be longer. */
const MAX_JSON = 60_000;

/** Returns the rule that the consumer's metadata breaks. Returns null if it is valid: an object of at most 20 texts. */
function metadataProblem(value: unknown): string | null {
  if (!isJsonObject(value)) return 'must be an object of strings';
  const entries = Object.entries(value);
  if (entries.length > MAX_KEYS) return `must have at most ${MAX_KEYS} keys`;
  if (!entries.every(([key]) => isText(key, MAX_KEY) && key !== '')) {
    return `must have keys of 1 to ${MAX_KEY} characters without lone surrogates`;
  }
  if (!entries.every(([, text]) => isText(text, MAX_VALUE))) {
    return `must have strings of at most ${MAX_VALUE} characters without lone surrogates as values`;
  }
  return Buffer.byteLength(JSON.stringify(value)) <= MAX_JSON ? null : 'must have at most 60 000 bytes as JSON';
}

/**
 * Returns true for a text of at most `max` code points without lone surrogates (halves of a surrogate pair), which
 * databases refuse.
 */
function isText(value: unknown, max: number): boolean {
  if (typeof value !== 'string' || value.length > 2 * max) return false;
  return [...value].length <= max && !/\p{Cs}/u.test(value);
}

export const IsMetadata = () => Rule('isMetadata', metadataProblem);
