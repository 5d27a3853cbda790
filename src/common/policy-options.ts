import { Transform } from 'class-transformer';
import { Rule } from './account-options.js';
import type { AccountPolicy } from './connector-account.js';
import { parseAmount } from './money.js';

/**
 * Rules of the operator for an account, as written in the configuration. Amounts are decimal strings in the account's
 * currency. `AccountPolicy` describes the fields. Null means that the rule is not configured.
 */
export interface PolicyOptions {
  readonly requireApproval: boolean;
  readonly approvers: 0 | 1 | 2 | null;
  readonly approvalAbove: string | null;
  readonly dailyLimit: string | null;
  readonly lowBalance: string | null;
  readonly holdOnShortfall: boolean;
}

function approversProblem(value: unknown, owner: object): string | null {
  const { requireApproval, approvalAbove } = owner as PolicyOptions;
  if (value !== 0 && value !== 1 && value !== 2) return 'must be 0, 1 or 2';
  if (requireApproval && value !== 1) return 'must be 1, or left out, beside requireApproval: true';
  return value === 0 && approvalAbove !== null ? 'must be 1 or 2 beside approvalAbove' : null;
}

/**
 * Validates the option `approvers`: it must be 0, 1 or 2, and must not contradict `requireApproval` or `approvalAbove`.
 */
export const IsApprovers = () => Rule('isApprovers', approversProblem);

/**
 * Validates a configured amount, which may be a decimal string or a number. A number becomes a string. `scaleOf`
 * returns the number of decimals of the account's currency. `least` is 0 if zero is allowed, and 1 if the amount must
 * be positive.
 */
export function IsAccountAmount(scaleOf: (owner: object) => number, least: 0 | 1 = 1): PropertyDecorator {
  const asText = Transform(({ value }) => (typeof value === 'number' ? String(value) : value));
  const valid = Rule('isAmount', (value, owner) => {
    const minor = typeof value === 'string' ? parseAmount(value, scaleOf(owner)) : null;
    if (minor !== null && minor >= least) return null;
    return `must be an amount ${least === 0 ? 'of at least' : 'above'} 0 with at most ${scaleOf(owner)} decimals`;
  });
  return (target, property) => {
    asText(target, property);
    valid(target, property);
  };
}

/**
 * Converts the configured rules to an `AccountPolicy`, with amounts in minor units. If `approvers` is null, it becomes
 * 1 if `requireApproval` or `approvalAbove` is set, and otherwise 0. The amounts must be valid: an invalid one becomes
 * null, which means no limit.
 */
export function accountPolicy(options: PolicyOptions, scale: number, timeZone: string): AccountPolicy {
  const { requireApproval, approvalAbove, dailyLimit, lowBalance, holdOnShortfall } = options;
  const minor = (text: string | null): number | null => (text === null ? null : parseAmount(text, scale));
  const asked = requireApproval || approvalAbove !== null;
  return {
    approvers: options.approvers ?? (asked ? 1 : 0),
    approvalAbove: minor(approvalAbove),
    dailyLimit: minor(dailyLimit),
    lowBalance: minor(lowBalance),
    holdOnShortfall,
    timeZone,
  };
}

/**
 * Time zone of each country in which the providers pay, by ISO 3166-1 alpha-2 code. Each of these countries has only
 * one time zone.
 */
const TIME_ZONES: Readonly<Record<string, string>> = {
  CI: 'Africa/Abidjan',
  SN: 'Africa/Dakar',
  NG: 'Africa/Lagos',
  EG: 'Africa/Cairo',
  KE: 'Africa/Nairobi',
  GH: 'Africa/Accra',
  MA: 'Africa/Casablanca',
  TN: 'Africa/Tunis',
  UG: 'Africa/Kampala',
  DZ: 'Africa/Algiers',
};

/** Returns the IANA time zone of a country. Returns UTC for null and for a country that is not in the table. */
export function timeZoneOf(country: string | null): string {
  return TIME_ZONES[country ?? ''] ?? 'UTC';
}
