import { Transform } from 'class-transformer';
import { Rule } from './account-options.js';
import { parseAmount } from './money.js';
import type { AccountPolicy } from './payout-connector.js';

/** The operator's rules as they are configured. Amounts are decimal strings in the account's currency. */
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

export const IsApprovers = () => Rule('isApprovers', approversProblem);

/**
 * Validates an amount of the operator, a decimal string or a number. `scaleOf` returns the decimals of the account's
 * currency.
 */
export function IsAmount(scaleOf: (owner: object) => number, least: 0 | 1 = 1): PropertyDecorator {
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

/** Converts the options to minor units. `approvers` is 1 unless it is set, where anything asks for an approval. */
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

/** The time zone of each country in which our providers pay. Each of these countries has one. */
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

/** Returns the IANA time zone of a country, or UTC for any other. */
export function timeZoneOf(country: string | null): string {
  return TIME_ZONES[country ?? ''] ?? 'UTC';
}
