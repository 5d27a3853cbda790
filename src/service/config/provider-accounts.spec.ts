import { ConfigurationError } from './configuration.error.js';
import { loadConfiguration } from './configuration.js';

const DJAMO = { DJAMO_BASE_URL: 'https://djamo.example', DJAMO_ACCESS_TOKEN: 'djamo-token' };
const JUMIA = {
  JUMIA_CREDITS_BASE_URL: 'https://jumia.example/b2ccredits/',
  JUMIA_CREDITS_API_KEY: 'jumia-key',
  JUMIA_CREDITS_BUSINESS_AREA: 'CI01',
  JUMIA_CREDITS_WALLET_ACCOUNT_ID: 'wallet-1',
  JUMIA_CREDITS_CURRENCY: 'XOF',
};
function problemsOf(variables: NodeJS.ProcessEnv): [variable: string, message: string][] {
  try {
    loadConfiguration(variables);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ variable, message }) => [variable, message]);
  }
}

const variablesOf = (variables: NodeJS.ProcessEnv) => problemsOf(variables).map(([variable]) => variable);

describe('accounts', () => {
  it('are one of each provider by single variables', () => {
    const { djamo, jumiaCredits } = loadConfiguration({
      ...DJAMO,
      ...JUMIA,
      DJAMO_COMPANY_ID: 'company',
      DJAMO_WEBHOOK_SECRET: 'one,two',
      DJAMO_COUNTRY: 'CI',
      DJAMO_MIN_AMOUNT: '100',
      DJAMO_MAX_AMOUNT: '200',
      DJAMO_REQUIRE_APPROVAL: 'true',
      DJAMO_REQUIRE_VERIFIED_RECIPIENT: 'true',
      DJAMO_RESEND: 'after-absence',
      DJAMO_APPROVERS: '1',
      DJAMO_APPROVAL_ABOVE: '100000',
      DJAMO_DAILY_LIMIT: '2000000',
      DJAMO_LOW_BALANCE: '50000',
      DJAMO_HOLD_ON_SHORTFALL: 'false',
      JUMIA_CREDITS_MAX_AMOUNT: '100000',
      JUMIA_CREDITS_DEFAULT_NAME: 'Salary',
      JUMIA_CREDITS_REQUIRE_APPROVAL: 'true',
    });
    expect(djamo?.accounts).toEqual([
      {
        name: 'djamo',
        baseUrl: 'https://djamo.example',
        accessToken: 'djamo-token',
        companyId: 'company',
        webhookSecret: 'one,two',
        country: 'CI',
        minAmount: 100,
        maxAmount: 200,
        requireApproval: true,
        requireVerifiedRecipient: true,
        resend: 'after-absence',
        approvers: 1,
        approvalAbove: '100000',
        dailyLimit: '2000000',
        lowBalance: '50000',
        holdOnShortfall: false,
      },
    ]);
    expect(jumiaCredits?.accounts).toEqual([
      expect.objectContaining({
        name: 'jumia-credits',
        baseUrl: 'https://jumia.example/b2ccredits',
        businessArea: 'CI01',
        walletAccountId: 'wallet-1',
        currency: 'XOF',
        defaultName: 'Salary',
        requireApproval: true,
        maxAmount: '100000',
      }),
    ]);
  });

  it.each(Object.keys(JUMIA))('name %s when it alone is missing', (variable) => {
    expect(variablesOf({ ...JUMIA, [variable]: undefined })).toEqual([variable]);
  });

  it.each(Object.keys(DJAMO))('name %s when it alone is missing', (variable) => {
    expect(variablesOf({ ...DJAMO, [variable]: '' })).toEqual([variable]);
  });

  it('are not made by a setting alone', () => {
    expect(loadConfiguration({ ...JUMIA, DJAMO_RESEND: 'never', DJAMO_REQUIRE_APPROVAL: 'false' }).djamo).toBeNull();
  });

  it('must be there', () => {
    expect(problemsOf({})).toEqual([
      [expect.stringContaining('DJAMO_BASE_URL'), expect.stringContaining('no account')],
    ]);
  });

  const list = (...names: string[]) =>
    JSON.stringify(names.map((name) => ({ name, baseUrl: 'https://djamo.example', accessToken: 'token' })));

  it('are as many as a JSON array names', () => {
    const { djamo } = loadConfiguration({ DJAMO_ACCOUNTS: list('ci', 'sn') });
    expect(djamo?.accounts.map(({ name }) => name)).toEqual(['ci', 'sn']);
  });

  it('are not described in both ways', () => {
    expect(variablesOf({ ...DJAMO, DJAMO_RESEND: 'never', DJAMO_ACCOUNTS: list('ci') })).toEqual([
      'DJAMO_BASE_URL',
      'DJAMO_ACCESS_TOKEN',
      'DJAMO_RESEND',
    ]);
  });

  it.each(['{', '{}', '[]', 'null', '"x"'])('are no JSON array in %s', (text) => {
    expect(variablesOf({ DJAMO_ACCOUNTS: text })).toEqual(['DJAMO_ACCOUNTS']);
  });

  it.each(['[null]', '[1]', '["x"]', '[[]]'])('are no objects in %s', (text) => {
    expect(variablesOf({ DJAMO_ACCOUNTS: text })).toEqual(['DJAMO_ACCOUNTS']);
  });

  it('name the field of the array that is wrong', () => {
    const text = JSON.stringify([{ name: 'CI', baseUrl: 'x', accessToken: 'token', colour: 'red' }]);
    expect(variablesOf({ DJAMO_ACCOUNTS: text })).toEqual(
      expect.arrayContaining(['DJAMO_ACCOUNTS[0].name', 'DJAMO_ACCOUNTS[0].baseUrl', 'DJAMO_ACCOUNTS[0].colour']),
    );
  });

  it('have all their problems listed, also those inside of a list with one name twice', () => {
    const text = JSON.stringify([{ name: 'ci', baseUrl: 'x', accessToken: 'token' }, { name: 'ci' }]);
    expect(variablesOf({ DJAMO_ACCOUNTS: text })).toEqual([
      'DJAMO_ACCOUNTS',
      'DJAMO_ACCOUNTS[0].baseUrl',
      'DJAMO_ACCOUNTS[1].baseUrl',
      'DJAMO_ACCOUNTS[1].accessToken',
    ]);
  });

  it('have names that no other account has, of whichever provider', () => {
    expect(variablesOf({ DJAMO_ACCOUNTS: list('ci', 'ci') })[0]).toMatch(/^DJAMO_ACCOUNTS/);
    expect(variablesOf({ ...JUMIA, DJAMO_ACCOUNTS: list('jumia-credits') })).toEqual(['DJAMO_ACCOUNTS']);
  });
});
