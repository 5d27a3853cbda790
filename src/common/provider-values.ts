import { readForeignJson } from './foreign-json.js';
import { isJsonObject } from './provider-http.js';
import { plainText, safeText } from './redact.js';

/**
 * Maximum number of characters kept of an id, a reference or a recipient, so that it fits its database column. Longer
 * texts are cut.
 */
const MAX_TEXT = 255;
const MAX_REASON = 200;

/**
 * Returns a field of a provider's response as text, cut to 255 characters. Returns null if it is missing, empty or not
 * a text.
 */
export function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : null;
}

/**
 * Returns a provider's explanation of an error, from a text or a list of texts, on one line of at most 200 characters.
 * Secrets and personal data are removed. Returns null if there is no text.
 */
export function readReason(value: unknown): string | null {
  const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
  return safeText(texts.join('; '), MAX_REASON) || null;
}

/**
 * Parses the bytes of a request body as JSON in UTF-8. Returns undefined if they are not JSON, are nested deeper than
 * 32 levels, or have an object with more than 1,000 fields.
 */
export function readJsonBytes(bytes: Uint8Array): unknown {
  return readForeignJson(Buffer.from(bytes).toString('utf8'));
}

/**
 * Returns the status word from a field that contains either the word itself or `{ id, label }` with the word as `id`.
 * The word is unchanged, but cut to 255 characters. Returns null if there is none.
 */
export function readStatus(value: unknown): string | null {
  return readText(isJsonObject(value) ? value.id : value);
}

const MAX_WORD = 64;

/**
 * Returns a provider's status or other word on one line of at most 64 characters, without control characters. Returns
 * null if there is none.
 */
export function readWord(value: unknown): string | null {
  const text = readText(value);
  return text === null ? null : plainText(text, MAX_WORD);
}

/** Pattern of an ISO 8601 time, with or without separators. A time without a zone is UTC, and not local time. */
const TIME = /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Converts a provider's ISO 8601 time, such as `2026-11-20T08:00:00Z`, to epoch milliseconds. Without a zone it is UTC.
 * Returns null if it is not such a time, for example a date alone.
 */
export function readTime(value: unknown): number | null {
  const match = typeof value === 'string' ? TIME.exec(value.slice(0, MAX_TEXT).trim()) : null;
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${offset}`);
  return Number.isNaN(time) ? null : time;
}
