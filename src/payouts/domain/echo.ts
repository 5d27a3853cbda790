import { readAmount } from '../../common/money.js';
import { isPossibleMsisdn, msisdnDigits } from '../../common/msisdn.js';
import type { Echo } from '../../common/payout-connector.js';
import type { Payout } from './payout.js';

type Ordered = Pick<Payout, 'id' | 'amount' | 'scale' | 'currency' | 'recipientKind' | 'recipient'>;

/** `+22507XXXXXX00`, `a***@example.com`: a value that the provider hides from us proves nothing, either way. */
function isMasked(kind: Payout['recipientKind'], text: string): boolean {
  return kind === 'msisdn'
    ? /[^\d\s+().-]/.test(text)
    : text.includes('*') || /X{2,}/.test(text) || !text.includes('@');
}

/** The shortest national number without its country's code: Ivorian ones had 8 digits until 2021. */
const SHORTEST_NATIONAL = 8;

/**
 * The same phone in any form: E.164, with `00`, or national. A shorter number that no country has, such as the sample of the
 * Djamo document (`+225079932203`, nine digits of ten), cannot be read, and so is no difference.
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

/** Ids and amounts are hidden by `*`, or by a row of `X`. */
function isHidden(text: string): boolean {
  return text.includes('*') || /X{3,}/i.test(text);
}

/** `"0100.50"`, `"100.5"` and `"100.50000000000001"` are the same amount. */
function sameAmount({ amount, scale }: Ordered, echo: string): boolean {
  return readAmount(echo, scale) === amount;
}

/**
 * The fields in which the provider's copy differs from our order. Only a fully readable different value counts; an
 * absent or masked one is no difference.
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
