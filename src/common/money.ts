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

const DECIMAL = /^\d+(\.\d+)?$/;
/** Half of 10⁻⁶: nearer than this a number of a provider is taken for the value that it is next to. */
const NEAR = 5e-7;

/**
 * An amount as a provider told it, as decimal text; null when it is none. A JSON number is a binary float and keeps up to
 * 15 significant digits through `String()`, which is more than our 14; what an encoder's arithmetic has left of zero
 * (`1e-17`, `-5e-17`) is zero.
 */
export function amountText(value: unknown): string | null {
  if (typeof value === 'string') return value.length <= MAX_TEXT && DECIMAL.test(value.trim()) ? value.trim() : null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const text = Math.abs(value) < NEAR ? '0' : String(value);
  return DECIMAL.test(text) ? text : null;
}

/** Digits behind the point in which `NEAR` is a whole number, 5. */
const FINEST = 7;

/**
 * Minor units of an amount as a provider told it. A number within half of 10⁻⁶ of a value at the scale *is* that value
 * (`33.300000000000004` is 33.30); everything else that is not exactly one is unknown, null, and never rounded.
 */
export function readAmount(text: string | null, scale: number): number | null {
  if (text === null || scale > MAX_SCALE || !DECIMAL.test(text)) return null;
  const [whole = '', decimals = ''] = text.split('.');
  const minor = Number(whole + decimals.slice(0, scale).padEnd(scale, '0'));
  const beyond = Number(decimals.slice(scale, FINEST).padEnd(FINEST - scale, '0'));
  const near = Math.round(NEAR * 10 ** FINEST);
  const below = 10 ** (FINEST - scale) - near;
  if (beyond >= near && beyond < below) return null;
  const read = beyond < near ? minor : minor + 1;
  return Number.isSafeInteger(read) ? read : null;
}
