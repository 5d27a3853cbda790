import { callbacksOf } from './callbacks.contract.js';
import { ContractBench } from './contract-bench.js';
import type { ConnectorUnderContract, OptionalVerb } from './contract-subject.js';
import { lookupOf } from './lookup.contract.js';
import { submitOf } from './submit.contract.js';
import { describe, expect, it } from './test-runner.js';

const OPTIONAL_VERBS: readonly OptionalVerb[] = [
  'cancel',
  'checkRecipient',
  'balance',
  'statement',
  'registerCallbacks',
];

/**
 * Registers the tests that every connector must pass. They run against a sandbox of its provider, which `setUp` starts
 * once, before the first test. `name` appears in the titles of the tests. Call this function at the top level of a test
 * file, with Jest or with Vitest and `globals: true`. The optional methods of a connector have contracts of their own.
 */
export function connectorContract(name: string, setUp: () => Promise<ConnectorUnderContract>): void {
  describe(`${name}: the connector contract`, () => {
    const bench = new ContractBench(setUp);

    it('has the optional verbs that it is held to, and no other', () => {
      expect(OPTIONAL_VERBS.filter((verb) => bench.connector[verb] !== undefined)).toEqual(bench.subject.verbs);
    });

    describe('accounts and rules', () => rulesOf(bench));
    describe('callbacks', () => callbacksOf(bench));
    describe('submit', () => submitOf(bench));
    describe('lookup', () => lookupOf(bench));
  });
}

/**
 * Registers tests for `accounts` and `check`: no account shows a secret, and `check` has a problem for each broken
 * rule.
 */
function rulesOf(bench: ContractBench): void {
  const problems = (changed: Partial<ConnectorUnderContract['draft']>) =>
    bench.connector.check({ ...bench.subject.draft, ...changed }, Date.now());

  it('names its accounts, with a scope that bears no secret', () => {
    const { connector } = bench;
    expect(connector.accounts.map((account) => account.name)).toContain(bench.subject.draft.account);
    for (const account of connector.accounts) expect(account.provider).toBe(connector.provider);
    bench.expectDiscretion(connector.accounts);
  });

  it('accepts the payout that the provider accepts', () => {
    expect(problems({})).toEqual([]);
  });

  it('has a problem with an account that it does not have', () => {
    expect(problems({ account: 'nobody' })).not.toEqual([]);
  });

  it('has a problem with another currency, another kind of recipient and nothing to pay', () => {
    const { amount, recipient } = bench.subject.draft;
    expect(problems({ amount: { ...amount, currency: 'EUR' } })).toHaveLength(1);
    expect(problems({ amount: { ...amount, minor: 0 } })).toHaveLength(1);
    const kind = recipient.kind === 'email' ? ('msisdn' as const) : ('email' as const);
    expect(problems({ recipient: { ...recipient, kind } })).toHaveLength(1);
  });

  it('has a problem with what is outside the limits that its account names', () => {
    const { amount } = bench.subject.draft;
    const { min, max } = bench.account.limits;
    for (const minor of [min, max]) {
      if (minor !== null) expect(problems({ amount: { ...amount, minor } })).toEqual([]);
    }
    if (min !== null) expect(problems({ amount: { ...amount, minor: min - 1 } })).toHaveLength(1);
    if (max !== null) expect(problems({ amount: { ...amount, minor: max + 1 } })).toHaveLength(1);
  });
}
