import { type Principal, SCOPES, type Scope } from '../../payouts/payouts.options.js';

/**
 * Returns the scopes that a person may give to a new key: their own, except `payouts:approve`. Somebody who may approve
 * cannot give `payouts:write` either. Otherwise one person with two keys could create a payout and approve it.
 */
export function grantableScopes({ scopes }: Principal): readonly Scope[] {
  const approves = scopes.includes('payouts:approve');
  return SCOPES.filter(
    (scope) => scopes.includes(scope) && scope !== 'payouts:approve' && !(approves && scope === 'payouts:write'),
  );
}
