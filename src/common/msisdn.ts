import { parsePhoneNumberFromString } from 'libphonenumber-js';

const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * Returns true for a phone number in E.164 form whose length and prefix are possible in its country. It does not have
 * to be in an assigned number range: numbering plans change faster than libraries, and new numbers must be payable.
 */
export function isPossibleMsisdn(text: string): boolean {
  if (!E164.test(text)) return false;
  // `extract: false` turns off the search for a number inside a longer text. This halves the time.
  const parsed = parsePhoneNumberFromString(text, { extract: false });
  return parsed !== undefined && parsed.number === text && parsed.isPossible();
}

/** Removes everything but digits, so that `+2250701020304` and `225 07 01 02 03 04` become equal. */
export function msisdnDigits(text: string): string {
  return text.replace(/\D/g, '');
}
