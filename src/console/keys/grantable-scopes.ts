import { type Principal, SCOPES, type Scope } from '../../payouts/payouts.options.js';

/**
 * Returns the scopes that a person may give to a new key: some of their own. Never to approve, and who approves not to
 * order either. With a second key for themselves they would be both pairs of eyes.
 */
export function grantableScopes({ scopes }: Principal): readonly Scope[] {
  const approves = scopes.includes('payouts:approve');
  return SCOPES.filter(
    (scope) => scopes.includes(scope) && scope !== 'payouts:approve' && !(approves && scope === 'payouts:write'),
  );
}
