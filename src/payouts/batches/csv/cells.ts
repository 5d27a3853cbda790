import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * Value of a cell as the API expects it, or the reason why the cell cannot be read, which becomes an error of the row.
 */
export type ReadCell = { readonly value: string } | { readonly problem: string };

/** Removes the leading `'` that spreadsheets and `results.csv` put before a cell that looks like a formula. */
export function plainCell(cell: string): string {
  return cell.replace(/^\s*'(?=\s*[=+\-@])/, '').trim();
}

/** Number in scientific notation, such as 2.25E+11. A spreadsheet shows long numbers like this and rounds them. */
const SCIENTIFIC = /^\d+(?:[.,]\d+)?[eE]\+?\d+$/;
/**
 * Phone number with decimals, such as 2250701020304.0, which some program treated as a number. The zeros after the
 * point are no digits of it.
 */
const DECIMAL = /^\+?\d+[.,]0{1,2}$/;
/** Currency that a spreadsheet writes behind an amount, such as `5 000 F CFA`. */
const CURRENCY = /(?:[A-Z]{3}|F\s?CFA|F|€)$/;
const SEPARATED = /^\+?[\d\s.,'’\u00a0\u202f]+$/;
const ROUNDED = 'was rounded by a spreadsheet: format the column as text and enter the number again';

/**
 * Reads an amount. A number in another notation is refused, never guessed. The message contains the correct notation,
 * unless a spreadsheet has rounded the number. A text that is no number is returned for the validation to refuse.
 */
export function readAmountCell(cell: string): ReadCell {
  if (SCIENTIFIC.test(cell)) return { problem: ROUNDED };
  const number = cell.replace(CURRENCY, '');
  if (number !== cell && /\d/.test(number) && SEPARATED.test(number)) {
    return { problem: `must be a number without its currency, such as ${plainAmount(number)}` };
  }
  if (SEPARATED.test(cell) && !/^\d+(\.\d+)?$/.test(cell)) {
    return { problem: `must be written without thousands separators and with a point, such as ${plainAmount(cell)}` };
  }
  return { value: cell };
}

/**
 * Returns an amount in the API's notation. The last separator is the decimal point, unless exactly three digits follow
 * it.
 */
function plainAmount(cell: string): string {
  const digits = cell.replace(/[^\d.,]/g, '');
  const decimals = /[.,](\d{1,2}|\d{4,})$/.exec(digits)?.[1];
  const whole = (decimals === undefined ? digits : digits.slice(0, -decimals.length - 1)).replace(/[.,]/g, '');
  const needed = decimals === undefined || /^0+$/.test(decimals) ? '' : `.${decimals}`;
  return `${whole.replace(/^0+(?=\d)/, '') || '0'}${needed}`;
}

/**
 * Reads a phone number and returns it in E.164 form. It may contain spaces, dots, dashes and brackets, begin with `00`,
 * or lack its `+`. It may be a national number if `country`, the country of the account, is known. A text that is no
 * number is returned for the validation to refuse.
 */
export function readPhoneCell(cell: string, country: string | null): ReadCell {
  if (SCIENTIFIC.test(cell)) return { problem: ROUNDED };
  if (DECIMAL.test(cell)) return { problem: 'ends in decimals: format the column as text and enter the number again' };
  const compact = cell.replace(/[\s.\-()/\u00a0\u202f\u2010-\u2015]/g, '');
  const international = compact.replace(/^00/, '+');
  if (international.startsWith('+') || !/^\d+$/.test(international)) return { value: international };
  return country !== null && isSupportedCountry(country) ? readNational(international, country) : withoutCountry();
}

type Country = Parameters<typeof getCountryCallingCode>[0];

/** Reads a number without `+`: as a national number of the country, or with the country's calling code. */
function readNational(digits: string, country: Country): ReadCell {
  const code = getCountryCallingCode(country);
  const national = parsePhoneNumberFromString(digits, country);
  // Compares the result with the digits as written, because the parser may take the first ones for a calling code.
  if (national?.isPossible() && national.number === `+${code}${digits.replace(/^0/, keptZero(country, digits))}`) {
    return { value: national.number };
  }
  const whole = digits.startsWith(code) ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  if (whole?.isPossible()) return { value: whole.number };
  const padded = parsePhoneNumberFromString(`+${code}0${digits}`);
  return padded?.isPossible() && padded.number === `+${code}0${digits}`
    ? { problem: `has ${digits.length} digits: a spreadsheet has dropped a leading zero, write it as +${code}0…` }
    : { problem: `is no phone number of ${country}: write it with + and its country's code` };
}

/**
 * Returns '0' if a leading zero is part of the international number, as in Côte d'Ivoire. Returns '' if the zero is
 * only a prefix for national calls, as in Nigeria.
 */
function keptZero(country: Country, digits: string): string {
  const number = parsePhoneNumberFromString(digits, country)?.nationalNumber ?? '';
  return digits.startsWith('0') && number.startsWith('0') ? '0' : '';
}

function withoutCountry(): ReadCell {
  return { problem: 'must begin with + and the country code: the account of this row or its country is not known' };
}
