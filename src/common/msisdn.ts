import { parsePhoneNumberFromString } from 'libphonenumber-js';

const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * True if the text is a phone number in E.164 form with a possible length and prefix for its country. Does not ask for
 * a "valid" number: numbering plans change faster than libraries, and a newly issued number must be payable.
 */
export function isPossibleMsisdn(text: string): boolean {
  if (!E164.test(text)) return false;
  const parsed = parsePhoneNumberFromString(text);
  return parsed !== undefined && parsed.number === text && parsed.isPossible();
}

/** Returns the digits only, so that `+2250701020304` and `225 07 01 02 03 04` are equal. */
export function msisdnDigits(text: string): string {
  return text.replace(/\D/g, '');
}
