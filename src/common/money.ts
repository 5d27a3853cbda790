import { trimEnd } from './trim-end.js';

/** Decimal strings outside, integer minor units inside. Twelve integer digits and two decimals stay below 2^53. */

/** Longer than any amount, with all its zeros. */
const MAX_TEXT = 64;

/** An amount as a consumer may write it (the scale is checked apart, because it is the account's). */
export const AMOUNT_PATTERN = /^(0|[1-9]\d{0,11})(\.\d+)?$/;

/** Scales above this would leave the safe integers with twelve integer digits. */
const MAX_SCALE = 3;

/**
 * Minor units of a decimal string, null when it is not one or has more decimals than the scale.
 * Zeros after the scale count as decimals: `"100.990"` is refused at scale 2.
 */
export function parseAmount(text: string, scale: number): number | null {
  if (scale > MAX_SCALE || !AMOUNT_PATTERN.test(text)) return null;
  const [whole = '', decimals = ''] = text.split('.');
  if (decimals.length > scale) return null;
  return Number(whole + decimals.padEnd(scale, '0'));
}

/** A decimal string at full scale: 10000 at scale 2 is `"100.00"`. */
export function formatAmount(minor: number, scale: number): string {
  const digits = String(Math.abs(minor)).padStart(scale + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The same number always reads the same: `"100.90"` and `"100.9"` become `"100.9"`. */
export function normalizeAmount(text: string): string {
  return text.includes('.') ? trimEnd(trimEnd(text, '0'), '.') : text;
}

/**
 * An amount as a provider told it, as decimal text. A JSON number keeps up to 15 significant digits through a double
 * and `String()`, which is more than our 14; one in exponent notation is left unread.
 */
export function amountText(value: unknown): string | null {
  if (typeof value === 'string')
    return value.length <= MAX_TEXT && /^\d+(\.\d+)?$/.test(value.trim()) ? value.trim() : null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const text = String(value);
  return /^\d+(\.\d+)?$/.test(text) ? text : null;
}

/** Minor units of an amount as a provider told it; decimals beyond the scale only as zeros. Null when unreadable. */
export function readAmount(text: string | null, scale: number): number | null {
  if (text === null || !/^\d+(\.\d+)?$/.test(text)) return null;
  const [whole = '', decimals = ''] = text.split('.');
  if (/[^0]/.test(decimals.slice(scale))) return null;
  const minor = Number(whole + decimals.slice(0, scale).padEnd(scale, '0'));
  return Number.isSafeInteger(minor) ? minor : null;
}
