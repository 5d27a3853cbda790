import { readForeignJson } from './foreign-json.js';
import { isJsonObject } from './provider-http.js';
import { plainText, safeText } from './redact.js';

/** Longer than any id, reference or recipient; what is longer is cut, so that it fits a column. */
const MAX_TEXT = 255;
const MAX_REASON = 200;

/** A text field of a provider, null when it is missing, empty or no text. */
export function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : null;
}

/** What a provider says to people, a text or a list of texts, fit to be stored and shown. */
export function readReason(value: unknown): string | null {
  const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
  return safeText(texts.join('; '), MAX_REASON) || null;
}

/** The JSON in raw bytes, undefined when it is none. */
export function readJsonBytes(bytes: Uint8Array): unknown {
  return readForeignJson(Buffer.from(bytes).toString('utf8'));
}

/** A status is told as a word or as `{ id, label }`. */
export function readStatus(value: unknown): string | null {
  return readText(isJsonObject(value) ? value.id : value);
}

const MAX_WORD = 64;

/** A word of a provider, such as a status, fit to be shown: what looks personal is taken out. */
export function readWord(value: unknown): string | null {
  const text = readText(value);
  return text === null ? null : plainText(text, MAX_WORD);
}

/** ISO 8601 with or without its separators; a time without a zone is UTC, never the machine's own zone. */
const TIME = /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/** Epoch milliseconds of a provider's timestamp, null when it is none. */
export function readTime(value: unknown): number | null {
  const match = typeof value === 'string' ? TIME.exec(value.slice(0, MAX_TEXT).trim()) : null;
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${offset}`);
  return Number.isNaN(time) ? null : time;
}
