import type { AccountPolicy, ConnectorAccount } from '../../common/connector-account.js';

/**
 * Returns the operator's rules for an account, such as approvals and limits. Rules that are not set have their
 * defaults.
 */
export function policyOf({ requireApproval, policy }: ConnectorAccount): AccountPolicy {
  return {
    approvers: requireApproval ? 1 : 0,
    approvalAbove: null,
    dailyLimit: null,
    lowBalance: null,
    holdOnShortfall: true,
    timeZone: 'UTC',
    ...policy,
  };
}

/** Returns the number of different consumers who must approve a payout of this amount, given in minor units. */
export function approversFor(account: ConnectorAccount, amount: number): number {
  const { approvers, approvalAbove } = policyOf(account);
  return approvalAbove === null || amount > approvalAbove ? approvers : 0;
}
