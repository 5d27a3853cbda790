import type { AccountPolicy, ConnectorAccount } from '../../common/connector-account.js';

/**
 * Returns the operator's rules for an account, such as approvals and limits. Rules that the operator left out have
 * these defaults: one approver if `requireApproval` is true, otherwise none; no daily limit; no `lowBalance`; a lack of
 * funds stops all sending from the account; days are in UTC.
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

/**
 * Returns the number of different consumers who must approve a payout of this amount, given in minor units. 0 for an
 * amount up to `approvalAbove`, if that is set.
 */
export function approversFor(account: ConnectorAccount, amount: number): number {
  const { approvers, approvalAbove } = policyOf(account);
  return approvalAbove === null || amount > approvalAbove ? approvers : 0;
}
