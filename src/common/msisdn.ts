import { parsePhoneNumberFromString } from 'libphonenumber-js';

const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * Whether this is E.164 and *possible* for its country. Not "valid": numbering plans outrun libraries, and a number
 * that was issued last month must be payable today.
 */
export function isPossibleMsisdn(text: string): boolean {
  if (!E164.test(text)) return false;
  const parsed = parsePhoneNumberFromString(text);
  return parsed !== undefined && parsed.number === text && parsed.isPossible();
}

/** `+2250701020304` and `225 07 01 02 03 04` are the same phone. */
export function msisdnDigits(text: string): string {
  return text.replace(/\D/g, '');
}
