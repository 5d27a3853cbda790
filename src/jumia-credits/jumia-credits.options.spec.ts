import { JumiaCreditsOptionsError, parseJumiaCreditsOptions } from './jumia-credits.options.js';

const account = {
  name: 'jumia-ci',
  baseUrl: 'https://api-pay.jumia.ci/b2ccredits',
  apiKey: 'key',
  businessArea: '01234567-abcd',
  walletAccountId: 'AAE2w',
  currency: 'XOF',
};

function problemsOf(raw: unknown): string[] {
  try {
    parseJumiaCreditsOptions(raw);
    return [];
  } catch (error) {
    if (!(error instanceof JumiaCreditsOptionsError)) throw error;
    return error.problems.map(({ field }) => field);
  }
}

const problemsWith = (change: object) => problemsOf({ accounts: [{ ...account, ...change }] });

describe('parseJumiaCreditsOptions', () => {
  it('fills in the defaults, also for keys given as undefined', () => {
    expect(parseJumiaCreditsOptions({ accounts: [{ ...account, country: undefined }], proxy: undefined })).toEqual({
      timeoutMs: 45_000,
      proxy: null,
      accounts: [
        {
          ...account,
          country: null,
          defaultName: null,
          requireApproval: false,
          maxAmount: null,
          approvers: null,
          approvalAbove: null,
          dailyLimit: null,
          lowBalance: null,
          holdOnShortfall: true,
        },
      ],
    });
  });

  it('may have no account', () => {
    expect(problemsOf({ accounts: [] })).toEqual([]);
  });

  it.each([
    { baseUrl: 'http://api-pay.jumia.ci/b2ccredits' },
    { baseUrl: 'https://api-pay.jumia.ci/b2ccredits/api/v1' },
    { apiKey: '' },
    { businessArea: 'a\nb' },
    { walletAccountId: undefined },
    { currency: 'EUR' },
    { currency: 'xof' },
    { currency: 'constructor' },
    { country: 'ci' },
    { defaultName: '' },
    { defaultName: 'x'.repeat(51) },
    { defaultName: 7 },
    { requireApproval: 'false' },
    { maxAmount: '10.5' },
    { maxAmount: '0' },
    { wallet: 'a typing error' },
  ])('refuses %j', (change) => {
    expect(problemsWith(change)).toEqual([`accounts[0].${Object.keys(change)[0]}`]);
  });

  it.each([{ currency: 'TND' }, { country: 'TN' }, { defaultName: 'x'.repeat(50) }])('accepts %j', (change) => {
    expect(problemsWith(change)).toEqual([]);
  });

  it('tells everything at once, and no value', () => {
    const raw = { accounts: [{ ...account, apiKey: 'sec\nret', currency: 'EUR' }], timeoutMs: 0 };
    expect(() => parseJumiaCreditsOptions(raw)).toThrow(/accounts\[0\]\.apiKey.*accounts\[0\]\.currency.*timeoutMs/);
    expect(() => parseJumiaCreditsOptions(raw)).not.toThrow(/sec\nret/);
  });
});
