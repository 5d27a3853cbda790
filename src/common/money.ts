import { trimEnd } from './trim-end.js';

/** Maximum number of characters of a text that is read as an amount. Longer texts are not parsed. */
const MAX_TEXT = 64;

/**
 * Pattern of an amount as a consumer may write it, such as `100` or `100.50`, with at most 12 digits before the point.
 * The number of allowed decimals depends on the account, so `parseAmount` checks it.
 */
export const AMOUNT_PATTERN = /^(0|[1-9]\d{0,11})(\.\d+)?$/;

/**
 * Maximum number of decimals of a currency. With 12 integer digits and more than 3 decimals, an amount could exceed
 * 2^53, above which numbers are not exact.
 */
const MAX_SCALE = 3;

/**
 * Converts a decimal string to minor units: `"100.50"` at scale 2 gives 10050. Returns null if the text is not an
 * amount, if it has more than `scale` decimals, or if `scale` is above 3. Trailing zeros are counted as decimals, so
 * `"100.990"` is null at scale 2.
 */
export function parseAmount(text: string, scale: number): number | null {
  if (scale > MAX_SCALE || !AMOUNT_PATTERN.test(text)) return null;
  const [whole = '', decimals = ''] = text.split('.');
  if (decimals.length > scale) return null;
  return Number(whole + decimals.padEnd(scale, '0'));
}

/**
 * Converts minor units to a decimal string with all decimals: 10000 at scale 2 gives `"100.00"`. A negative amount gets
 * a minus sign.
 */
export function formatAmount(minor: number, scale: number): string {
  const digits = String(Math.abs(minor)).padStart(scale + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Removes trailing zeros, so that equal amounts become equal texts: both `"100.90"` and `"100.9"` give `"100.9"`. */
export function normalizeAmount(text: string): string {
  return text.includes('.') ? trimEnd(trimEnd(text, '0'), '.') : text;
}

const DECIMAL = /^\d+(\.\d+)?$/;
/**
 * Tolerance for amounts from a provider: half a millionth of the currency's unit. JSON numbers are binary floats, so
 * 33.3 may arrive as 33.300000000000004.
 */
const NEAR = 5e-7;

/**
 * Converts an amount from a provider, which may be a number or a text, to a decimal string. Returns null if it is not
 * an amount, or is negative. `String()` does not change a number of up to 15 significant digits, and a provider's
 * amount has at most 14. A rounding residue such as `1e-17` or `-5e-17` becomes `0`.
 */
export function amountText(value: unknown): string | null {
  if (typeof value === 'string') return value.length <= MAX_TEXT && DECIMAL.test(value.trim()) ? value.trim() : null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const text = Math.abs(value) < NEAR ? '0' : String(value);
  return DECIMAL.test(text) ? text : null;
}

/**
 * Number of decimals with which amounts are compared as integers. With 7 decimals, the tolerance `NEAR` is the integer
 * 5.
 */
const FINEST = 7;

/**
 * Converts a provider's amount, as `amountText` returns it, to minor units. A number within half a millionth of a valid
 * amount counts as that amount, so `33.300000000000004` is 33.30. Any other number with too many decimals gives null;
 * it is not rounded.
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

/**
 * Converts a provider's balance to a decimal string, as `amountText` converts an amount. Unlike an amount, a balance
 * may be below zero, after fees or after a credit was taken back.
 */
export function balanceText(value: unknown): string | null {
  const below = typeof value === 'number' ? value < 0 : typeof value === 'string' && /^\s*-/.test(value);
  if (!below) return amountText(value);
  const text = amountText(typeof value === 'number' ? -value : String(value).trim().slice(1));
  return text === null ? null : `-${text}`;
}

/**
 * Converts a provider's balance to minor units, rounded down. The balance may be below zero. Returns null if the text
 * is not a decimal number, or if the number is too large.
 */
export function floorAmount(text: string, scale: number): number | null {
  const digits = text.replace(/^-/, '');
  if (scale > MAX_SCALE || !DECIMAL.test(digits)) return null;
  const [whole = '', decimals = ''] = digits.split('.');
  const minor = Number(whole + decimals.slice(0, scale).padEnd(scale, '0'));
  if (!Number.isSafeInteger(minor)) return null;
  if (digits === text) return minor;
  return 0 - minor - (/[1-9]/.test(decimals.slice(scale)) ? 1 : 0);
}
