import type { ConnectorAccount } from '../../common/connector-account.js';
import { formatAmount } from '../../common/money.js';
import { type Hold, isProbed } from '../domain/account-hold.js';
import { policyOf } from '../domain/account-policy.js';
import { timeOrNull, timeText } from '../payout-view.js';
import type { KnownBalance, StoredAccountState } from '../storage/account-states.repository.js';
import type { AccountBalanceDto, AccountDto, AccountHoldDto, AccountLimitsDto } from './dto/account.dto.js';

/** Stored data about an account: its hold (a stop of all sending), its last read and its last balance. */
type Known = Pick<StoredAccountState, 'hold' | 'lastRead' | 'balance'>;

/** Data of an account about which nothing is stored yet. */
export const UNKNOWN_ACCOUNT: Known = { hold: null, lastRead: null, balance: null };

interface Sums {
  /**
   * Sum of the payouts that are queued or in progress, in minor units. Payouts that wait for an approval do not count.
   */
  readonly committed: number;
  /** Sum of the payouts that count against today's limit, in minor units. Null if the account has no daily limit. */
  readonly today: number | null;
}

/**
 * Converts an account to its form in API responses: amounts as decimal strings with the decimals of its first currency,
 * times in RFC 3339. The reason of a paused account is the note of the person who paused it.
 */
export function toAccountDto(account: ConnectorAccount, known: Known & Sums): AccountDto {
  const { name, provider, country, currencies, safety, requireApproval } = account;
  const { approvers, approvalAbove } = policyOf(account);
  const [{ code, scale } = { code: '', scale: 0 }] = currencies;
  const { hold, lastRead, balance } = known;
  return {
    name,
    provider,
    country,
    currencies: currencies.map((currency) => currency.code),
    limits: limitsOf(account, known.today),
    safety,
    requireApproval,
    approvers,
    approvalAbove: approvalAbove === null ? null : formatAmount(approvalAbove, scale),
    balance: balance && toBalanceDto(balance, scale),
    committed: { amount: formatAmount(known.committed, scale), currency: code },
    lastRead: lastRead && { at: timeText(lastRead.at), outcome: lastRead.outcome },
    hold: hold && toHoldDto(hold),
  };
}

function limitsOf(account: ConnectorAccount, today: number | null): AccountLimitsDto {
  const scale = account.currencies[0]?.scale ?? 0;
  const { dailyLimit } = policyOf(account);
  const text = (minor: number | null): string | null => (minor === null ? null : formatAmount(minor, scale));
  return {
    min: text(account.limits.min),
    max: text(account.limits.max),
    daily: text(dailyLimit),
    dailyLeft: text(dailyLimit === null ? null : Math.max(0, dailyLimit - (today ?? 0))),
  };
}

function toBalanceDto({ amount, currency, at }: KnownBalance, scale: number): AccountBalanceDto {
  return { amount: formatAmount(amount, scale), currency, asOf: timeText(at) };
}

function toHoldDto(hold: Hold): AccountHoldDto {
  const until = isProbed(hold) ? hold.until : null;
  return { reason: hold.note ?? hold.reason, until: timeOrNull(until), by: hold.by };
}
