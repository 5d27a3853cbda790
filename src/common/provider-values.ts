import { readForeignJson } from './foreign-json.js';
import { isJsonObject } from './provider-http.js';
import { plainText, safeText } from './redact.js';

/** Longest text kept of an id, a reference or a recipient, so that it fits a column. Longer texts are cut. */
const MAX_TEXT = 255;
const MAX_REASON = 200;

/** Returns the text of a provider's field, or null if it is missing, empty or not a text. */
export function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : null;
}

/** Returns a provider's explanation, given as a text or a list of texts. Secrets and personal data are removed. */
export function readReason(value: unknown): string | null {
  const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
  return safeText(texts.join('; '), MAX_REASON) || null;
}

/** Parses raw bytes as JSON. Returns undefined if they are not JSON. */
export function readJsonBytes(bytes: Uint8Array): unknown {
  return readForeignJson(Buffer.from(bytes).toString('utf8'));
}

/** Returns a status that the provider writes as a word or as `{ id, label }`. */
export function readStatus(value: unknown): string | null {
  return readText(isJsonObject(value) ? value.id : value);
}

const MAX_WORD = 64;

/** Returns a provider's word, such as a status, on one line without control characters. */
export function readWord(value: unknown): string | null {
  const text = readText(value);
  return text === null ? null : plainText(text, MAX_WORD);
}

/** ISO 8601, with or without separators. A time without a zone is read as UTC, not as the machine's zone. */
const TIME = /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/** Returns a provider's timestamp in epoch milliseconds, or null if it is not one. */
export function readTime(value: unknown): number | null {
  const match = typeof value === 'string' ? TIME.exec(value.slice(0, MAX_TEXT).trim()) : null;
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${offset}`);
  return Number.isNaN(time) ? null : time;
}
