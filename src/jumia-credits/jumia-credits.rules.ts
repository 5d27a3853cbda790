import { isEmail } from 'class-validator';
import { parseAmount } from '../common/money.js';
import type { Money, PayoutDraft, Problem, Recipient } from '../common/payout-connector.js';
import { problemsIn, textProblem } from '../common/text-rules.js';
import { CURRENCY_DECIMALS, MAX_DESCRIPTION, MAX_EMAIL, MAX_NAME, MIN_LIFETIME_MS } from './jumia-credits.limits.js';
import type { JumiaCreditsAccountOptions } from './jumia-credits.options.js';

/** Latest time that `yyyy-MM-ddTHH:mm:ssZ` can express, in epoch milliseconds. */
const END_OF_9999 = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Fills in a missing name and a missing description. The name becomes the account's `defaultName`, and the description
 * becomes the name.
 */
export function withJumiaCreditsDefaults(
  draft: PayoutDraft,
  { defaultName }: Pick<JumiaCreditsAccountOptions, 'defaultName'>,
): PayoutDraft {
  const name = draft.name ?? defaultName;
  return { ...draft, name, description: draft.description ?? name };
}

/**
 * Returns a problem for each rule of the JumiaPay Credits document, and each limit of the account, that a payout
 * breaks. `now` is in epoch milliseconds. Returns an empty list if it breaks none.
 */
export function jumiaCreditsProblems(
  draft: PayoutDraft,
  { currency, maxAmount }: Pick<JumiaCreditsAccountOptions, 'currency' | 'maxAmount'>,
  now: number,
): Problem[] {
  const { name, description, expiresAt, subCompanyId } = draft;
  return problemsIn([
    ['amount', amountProblem(draft.amount, CURRENCY_DECIMALS[currency] ?? 0, maxAmount)],
    ['currency', draft.amount.currency === currency ? null : `must be ${currency}`],
    ['recipient.email', recipientProblem(draft.recipient)],
    ['name', name === null ? 'is required by JumiaPay' : textProblem(name, MAX_NAME)],
    ['description', description === null ? null : textProblem(description, MAX_DESCRIPTION)],
    ['expiresAt', expiresAt === null ? null : expiryProblem(expiresAt, now)],
    ['subCompanyId', subCompanyId === null ? null : 'is not supported by JumiaPay'],
  ]);
}

function amountProblem({ minor, scale, currency }: Money, decimals: number, most: string | null): string | null {
  if (scale !== decimals || !Number.isSafeInteger(minor)) return `must have at most ${decimals} decimals`;
  if (most !== null && minor > (parseAmount(most, scale) ?? 0)) return `must be at most ${most} ${currency}`;
  return minor > 0 ? null : 'must be above 0';
}

function recipientProblem({ kind, value }: Recipient): string | null {
  if (kind !== 'email') return 'is required';
  return value.length <= MAX_EMAIL && isEmail(value) ? null : 'must be an e-mail address';
}

function expiryProblem(expiresAt: number, now: number): string | null {
  if (expiresAt >= now + MIN_LIFETIME_MS && expiresAt <= END_OF_9999) return null;
  return 'must be at least 5 minutes ahead and before the year 10000';
}
