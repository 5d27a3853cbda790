import { readAmount } from '../../common/money.js';
import { isPossibleMsisdn, msisdnDigits } from '../../common/msisdn.js';
import type { Echo } from '../../common/payout-connector.js';
import type { Payout } from './payout.js';

/** Fields of our order that a provider may repeat in a response. */
type Ordered = Pick<Payout, 'id' | 'amount' | 'scale' | 'currency' | 'recipientKind' | 'recipient'>;

/**
 * Returns true if the provider masks a part of the recipient, as in `+22507XXXXXX00` or `a***@example.com`. A masked
 * value cannot be compared.
 */
function isMasked(kind: Payout['recipientKind'], text: string): boolean {
  return kind === 'msisdn'
    ? /[^\d\s+().-]/.test(text)
    : text.includes('*') || /X{2,}/.test(text) || !text.includes('@');
}

/** Minimum number of digits of a phone number without its country code. Ivorian numbers had 8 digits until 2021. */
const SHORTEST_NATIONAL = 8;

/**
 * Returns true if both texts are the same phone number. `echo`, the provider's text, may be in E.164 form, begin with
 * `00`, or lack the country code. Also returns true if `echo` has a `+`, is shorter than our number and is not a
 * possible phone number, like the sample `+225079932203` in Djamo's document.
 */
function samePhone(ordered: string, echo: string): boolean {
  const [order, digits] = [msisdnDigits(ordered), msisdnDigits(echo)];
  const told = !echo.includes('+') && digits.startsWith('00') ? digits.slice(2) : digits;
  if (told === order) return true;
  if (!echo.includes('+') && told.length >= SHORTEST_NATIONAL && order.endsWith(told)) return true;
  return echo.includes('+') && told.length < order.length && !isPossibleMsisdn(`+${told}`);
}

function sameRecipient({ recipientKind, recipient }: Ordered, echo: string): boolean {
  if (isMasked(recipientKind, echo)) return true;
  if (recipientKind === 'msisdn') return samePhone(recipient, echo);
  return echo.trim().toLowerCase() === recipient.trim().toLowerCase();
}

/** Returns true if a part of the text is masked by `*` or by at least three `X`. */
function isHidden(text: string): boolean {
  return text.includes('*') || /X{3,}/i.test(text);
}

/**
 * Returns true if the amounts are equal at the payout's number of decimals. At 2 decimals, `"0100.50"`, `"100.5"` and
 * `"100.50000000000001"` are equal.
 */
function sameAmount({ amount, scale }: Ordered, echo: string): boolean {
  return readAmount(echo, scale) === amount;
}

/**
 * Returns the names of the fields in which the echo (our order as the provider repeats it in a response) differs from
 * our order. Missing and masked values are not compared.
 */
export function echoDifferences(order: Ordered, echo: Echo): string[] {
  const checks: [string, boolean][] = [
    ['reference', echo.reference === null || isHidden(echo.reference) || echo.reference === order.id],
    ['amount', echo.amount === null || isHidden(echo.amount) || sameAmount(order, echo.amount)],
    [
      'currency',
      echo.currency === null || isHidden(echo.currency) || echo.currency.trim().toUpperCase() === order.currency,
    ],
    ['recipient', echo.recipient === null || sameRecipient(order, echo.recipient)],
  ];
  return checks.filter(([, same]) => !same).map(([field]) => field);
}
