import { DjamoOptionsError, parseDjamoOptions } from './djamo.options.js';

const account = { name: 'djamo', baseUrl: 'https://api-civ.djamo.com', accessToken: 'at_1' };

function problemsOf(raw: unknown): string[] {
  try {
    parseDjamoOptions(raw);
    return [];
  } catch (error) {
    if (!(error instanceof DjamoOptionsError)) throw error;
    return error.problems.map(({ field }) => field);
  }
}

const problemsWith = (change: object) => problemsOf({ accounts: [{ ...account, ...change }] });

describe('parseDjamoOptions', () => {
  it('fills in the defaults, also for keys given as undefined', () => {
    const options = parseDjamoOptions({ accounts: [{ ...account, minAmount: undefined }], timeoutMs: undefined });
    expect(options).toEqual({
      readRate: 20,
      timeoutMs: 45_000,
      proxy: null,
      accounts: [
        {
          ...account,
          companyId: null,
          webhookSecret: null,
          country: null,
          minAmount: 5_000,
          maxAmount: 500_000,
          requireApproval: false,
          approvers: null,
          approvalAbove: null,
          dailyLimit: null,
          lowBalance: null,
          holdOnShortfall: true,
          requireVerifiedRecipient: false,
          resend: 'never',
        },
      ],
    });
  });

  it('may have no account', () => {
    expect(problemsOf({ accounts: [] })).toEqual([]);
  });

  it('drops a trailing slash', () => {
    const options = parseDjamoOptions({ accounts: [{ ...account, baseUrl: 'https://api-civ.djamo.com/' }] });
    expect(options.accounts[0]?.baseUrl).toBe('https://api-civ.djamo.com');
  });

  it.each([
    'http://localhost:3001',
    'http://127.0.0.1:3001',
    'http://127.9.9.9',
    'http://[::1]:3001',
    'https://host/prefix',
  ])('accepts the base URL %s', (baseUrl) => {
    expect(problemsWith({ baseUrl })).toEqual([]);
  });

  it.each([
    undefined,
    7,
    '',
    'api-civ.djamo.com',
    'http://api-civ.djamo.com',
    'http://127.evil.example',
    'http://localhost.evil.example',
    'ftp://api-civ.djamo.com',
    'https://user:secret@api-civ.djamo.com',
    'https://api-civ.djamo.com?a=1',
    'https://api-civ.djamo.com?',
    'https://api-civ.djamo.com#a',
    'https://api-civ.djamo.com/v1',
    'https://api-civ.djamo.com/v1/',
    ' https://api-civ.djamo.com',
    'https://api-civ.\ndjamo.com',
  ])('refuses the base URL %j', (baseUrl) => {
    expect(problemsWith({ baseUrl })).toEqual(['accounts[0].baseUrl']);
  });

  it.each([
    { name: 'Djamo' },
    { name: 'a'.repeat(41) },
    { accessToken: '' },
    { accessToken: 'a\nb' },
    { accessToken: 'clé\u2019' },
    { companyId: 'a\r\nx: y' },
    { webhookSecret: '' },
    { webhookSecret: 'a,b,c' },
    { webhookSecret: 'a,' },
    { country: 'NG' },
    { minAmount: 0 },
    { minAmount: 0.5 },
    { minAmount: null },
    { maxAmount: 4_999 },
    { maxAmount: '500000' },
    { requireApproval: 'true' },
    { requireVerifiedRecipient: 1 },
    { resend: 'always' },
    { approvers: 3 },
    { approvers: '2' },
    { approvers: 2, requireApproval: true },
    { approvers: 0, approvalAbove: '1' },
    { approvalAbove: '1.5' },
    { approvalAbove: -1 },
    { dailyLimit: '0' },
    { lowBalance: 'much' },
    { holdOnShortfall: 'yes' },
    { accesToken: 'a typing error' },
  ])('refuses %j', (change) => {
    expect(problemsWith(change)).toEqual([`accounts[0].${Object.keys(change)[0]}`]);
  });

  it.each([
    { webhookSecret: 'one' },
    { webhookSecret: 'one,two' },
    { country: 'SN' },
    { companyId: null },
    { approvers: 1, requireApproval: true },
    { dailyLimit: 5_000 },
    { approvers: 2, approvalAbove: '0' },
  ])('accepts %j', (change) => {
    expect(problemsWith(change)).toEqual([]);
  });

  it.each([
    [undefined, ['accounts']],
    [[], ['options']],
    ['text', ['options']],
    [{ accounts: 'text' }, ['accounts']],
    [{ accounts: [null] }, ['accounts[0]']],
    [{ accounts: [account, account] }, ['accounts']],
    [{ accounts: [account], timeoutMs: 0 }, ['timeoutMs']],
    [{ accounts: [account], timeoutMs: 1.5 }, ['timeoutMs']],
    [{ accounts: [account], proxy: 'proxy:8080' }, ['proxy']],
    [{ accounts: [account], timeout: 1 }, ['timeout']],
  ])('refuses %j', (raw, fields) => {
    expect(problemsOf(raw)).toEqual(fields);
  });

  it('tells everything at once, and no value', () => {
    const raw = { accounts: [account, { name: '!', baseUrl: 'http://secret.example' }], timeoutMs: -1 };
    expect(() => parseDjamoOptions(raw)).toThrow(
      /accounts\[1\]\.name.*accounts\[1\]\.baseUrl.*accounts\[1\]\.accessToken.*timeoutMs/,
    );
    expect(() => parseDjamoOptions(raw)).not.toThrow(/secret\.example/);
  });
});
