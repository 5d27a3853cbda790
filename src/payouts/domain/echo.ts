import { formatAmount, normalizeAmount } from '../../common/money.js';
import { msisdnDigits } from '../../common/msisdn.js';
import type { Echo } from '../../common/payout-connector.js';
import type { Payout } from './payout.js';

type Ordered = Pick<Payout, 'id' | 'amount' | 'scale' | 'currency' | 'recipientKind' | 'recipient'>;

/** `+22507XXXXXX00`, `a***@example.com`: a value that the provider hides from us proves nothing, either way. */
function isMasked(kind: Payout['recipientKind'], text: string): boolean {
  return kind === 'msisdn'
    ? /[^\d\s+().-]/.test(text)
    : text.includes('*') || /X{2,}/.test(text) || !text.includes('@');
}

function sameRecipient({ recipientKind, recipient }: Ordered, echo: string): boolean {
  if (isMasked(recipientKind, echo)) return true;
  if (recipientKind === 'msisdn') return msisdnDigits(echo) === msisdnDigits(recipient);
  return echo.trim().toLowerCase() === recipient.trim().toLowerCase();
}

/** Ids and amounts are hidden by `*`, or by a row of `X`. */
function isHidden(text: string): boolean {
  return text.includes('*') || /X{3,}/i.test(text);
}

/** `"0100.50"` and `"100.5"` are the same amount. */
function sameAmount({ amount, scale }: Ordered, echo: string): boolean {
  return normalizeAmount(echo.replace(/^0+(?=\d)/, '')) === normalizeAmount(formatAmount(amount, scale));
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
