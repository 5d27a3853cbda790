import { trimEnd } from './trim-end.js';

/** Longest text that is read as an amount. */
const MAX_TEXT = 64;

/**
 * An amount as a consumer may write it. The number of decimals is checked separately, because it depends on the
 * account.
 */
export const AMOUNT_PATTERN = /^(0|[1-9]\d{0,11})(\.\d+)?$/;

/** Largest number of decimals. With more than 3, an amount of 12 integer digits would exceed 2^53. */
const MAX_SCALE = 3;

/**
 * Returns the minor units of a decimal string. Returns null if it is not a decimal or has more decimals than `scale`.
 * Trailing zeros count as decimals: `"100.990"` is null at scale 2.
 */
export function parseAmount(text: string, scale: number): number | null {
  if (scale > MAX_SCALE || !AMOUNT_PATTERN.test(text)) return null;
  const [whole = '', decimals = ''] = text.split('.');
  if (decimals.length > scale) return null;
  return Number(whole + decimals.padEnd(scale, '0'));
}

/** Returns the decimal string of an amount in minor units, with all decimals: 10000 at scale 2 gives `"100.00"`. */
export function formatAmount(minor: number, scale: number): string {
  const digits = String(Math.abs(minor)).padStart(scale + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Removes trailing zeros, so that equal amounts are equal texts: `"100.90"` and `"100.9"` both become `"100.9"`. */
export function normalizeAmount(text: string): string {
  return text.includes('.') ? trimEnd(trimEnd(text, '0'), '.') : text;
}

const DECIMAL = /^\d+(\.\d+)?$/;
/**
 * Tolerance for a provider's numbers: half of 10⁻⁶. A number closer than this to a valid amount is taken as that
 * amount.
 */
const NEAR = 5e-7;

/**
 * Returns an amount from a provider as decimal text, or null if it is not an amount. JSON numbers are binary floats;
 * `String()` keeps up to 15 significant digits and an amount needs at most 14. A rounding residue such as `1e-17` or
 * `-5e-17` becomes `0`.
 */
export function amountText(value: unknown): string | null {
  if (typeof value === 'string') return value.length <= MAX_TEXT && DECIMAL.test(value.trim()) ? value.trim() : null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const text = Math.abs(value) < NEAR ? '0' : String(value);
  return DECIMAL.test(text) ? text : null;
}

/** Digits after the decimal point that are compared. At 7 digits `NEAR` is the whole number 5. */
const FINEST = 7;

/**
 * Returns the minor units of an amount from a provider. A number within half of 10⁻⁶ of a valid amount is taken as that
 * amount: `33.300000000000004` is 33.30. Returns null for any other number with too many decimals; nothing is rounded.
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
