import { readAmount } from '../../common/money.js';
import { isPossibleMsisdn, msisdnDigits } from '../../common/msisdn.js';
import type { Echo } from '../../common/payout-connector.js';
import type { Payout } from './payout.js';

type Ordered = Pick<Payout, 'id' | 'amount' | 'scale' | 'currency' | 'recipientKind' | 'recipient'>;

/**
 * True if the provider hides the value, as in `+22507XXXXXX00` or `a***@example.com`. A hidden value is no difference.
 */
function isMasked(kind: Payout['recipientKind'], text: string): boolean {
  return kind === 'msisdn'
    ? /[^\d\s+().-]/.test(text)
    : text.includes('*') || /X{2,}/.test(text) || !text.includes('@');
}

/** Fewest digits of a national number without country code. Ivorian numbers had 8 digits until 2021. */
const SHORTEST_NATIONAL = 8;

/**
 * True if both are the same phone number, in E.164, with `00` or in national form. Also true if the echo is too short
 * to be a number of any country, such as the sample of the Djamo document (`+225079932203`, nine digits instead of
 * ten).
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

/** True if an id or amount is hidden by `*` or by a row of `X`. */
function isHidden(text: string): boolean {
  return text.includes('*') || /X{3,}/i.test(text);
}

/** True for equal amounts: `"0100.50"`, `"100.5"` and `"100.50000000000001"` are the same. */
function sameAmount({ amount, scale }: Ordered, echo: string): boolean {
  return readAmount(echo, scale) === amount;
}

/**
 * Returns the fields in which the provider's copy differs from our order. A missing or masked value is no difference.
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
