import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_TIMINGS } from '../../payouts/payouts.options.js';
import { ConfigurationError } from './configuration.error.js';
import { loadConfiguration } from './configuration.js';

const DJAMO = { DJAMO_BASE_URL: 'https://djamo.example', DJAMO_ACCESS_TOKEN: 'djamo-token' };
const SECRET = 'a-secret-of-24-characters';

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

describe('the configuration', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cauri-config-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function secretFile(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return `file:${path}`;
  }

  it('has a default for everything but an account', () => {
    expect(loadConfiguration(DJAMO)).toMatchObject({
      port: 3000,
      host: '0.0.0.0',
      databaseUrl: 'sqlite:./data/cauri.db',
      migrations: 'auto',
      publicUrl: null,
      callbackKeys: [],
      apiKeys: [],
      jumiaCredits: null,
      worker: true,
      timings: DEFAULT_TIMINGS,
      webhookAllowedHosts: [],
      providerProxy: null,
      logLevel: 'info',
      logFormat: 'json',
      encryptionKeys: [],
    });
  });

  it('names a variable that is nearly one of ours, with the nearest right name, and starts', () => {
    const misspelt = { DJAMO_MAX_AMOUT: '1', JUMIA_API_KEY: 'x', DJAMO_SANDBOX_PORT: '4010', DJAMON_BASE_URL: 'x' };
    expect(loadConfiguration({ ...DJAMO, ...misspelt }).unknownVariables).toEqual([
      { variable: 'DJAMO_MAX_AMOUT', message: 'is not a known variable; did you mean DJAMO_MAX_AMOUNT?' },
      { variable: 'JUMIA_API_KEY', message: 'is not a known variable; did you mean JUMIA_CREDITS_API_KEY?' },
    ]);
  });

  it('names it too if the start fails, because it may be why', () => {
    expect(problemsOf({ DJAMO_BASE_ULR: 'https://djamo.example', DJAMO_ACCESS_TOKEN: 'x' })).toEqual([
      ['DJAMO_BASE_URL', 'is missing: the group is only partly set'],
      ['DJAMO_BASE_ULR', 'is not a known variable; did you mean DJAMO_BASE_URL?'],
    ]);
  });

  it('does not start with an option of an account that is unknown', () => {
    const account = { name: 'ci', baseUrl: 'https://djamo.example', accessToken: 'x', maxAmout: 5 };
    expect(problemsOf({ DJAMO_ACCOUNTS: JSON.stringify([account]) })).toEqual([
      ['DJAMO_ACCOUNTS[0].maxAmout', 'is not a known field'],
    ]);
  });

  it('reads every variable', () => {
    const configuration = loadConfiguration({
      ...DJAMO,
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: 'mysql://cauri:pass@db:3306/cauri',
      MIGRATIONS: 'manual',
      PUBLIC_URL: 'https://pay.example/cauri/',
      CALLBACK_KEYS: `k1:${SECRET},k2:${SECRET}2`,
      API_KEYS: `shop:${SECRET}:payouts:read+payouts:write, ops:${SECRET}2:*`,
      WORKER: 'off',
      LOOKUP_BEFORE_FIRST_SEND: 'on',
      WORKER_INTERVAL: '250ms',
      SUBMIT_TIMEOUT: '10s',
      LEASE: '20s',
      POLL_PLAN: '1s,2s',
      RESEND_WAIT: '0s',
      ABSENCE_SEARCH: '1m',
      REVIEW_AFTER: '1h',
      RESEND_QUARANTINE: '2h',
      WATCH_PAID: '1d',
      WATCH_PLAN: '6h,12h',
      HOLD_PLAN: '1s',
      SUBMIT_RATE: '5/s',
      SUBMIT_CONCURRENCY: '2',
      READ_RATE: '7/s',
      REQUEST_TIMEOUT: '21s',
      DATABASE_TIMEOUT: '4s',
      WEBHOOK_TIMEOUT: '3s',
      EVENT_RETENTION: '7d',
      DUPLICATE_WINDOW: '12h',
      APPROVAL_EXPIRES: '10d',
      BALANCE_EVERY: '1m',
      WEBHOOK_ALLOWED_HOSTS: 'localhost:8080, hooks.internal',
      PROVIDER_PROXY: 'http://user:pass@proxy:3128',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'pretty',
      ENCRYPTION_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    });
    expect(configuration).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      databaseUrl: 'mysql://cauri:pass@db:3306/cauri',
      migrations: 'manual',
      publicUrl: 'https://pay.example/cauri',
      callbackKeys: [
        { kid: 'k1', secret: SECRET },
        { kid: 'k2', secret: `${SECRET}2` },
      ],
      apiKeys: [
        { consumer: 'shop', secret: SECRET, scopes: ['payouts:read', 'payouts:write'] },
        {
          consumer: 'ops',
          secret: `${SECRET}2`,
          scopes: ['payouts:read', 'payouts:write', 'payouts:approve', 'operations'],
        },
      ],
      worker: false,
      lookupBeforeFirstSend: 'on',
      webhookAllowedHosts: ['localhost:8080', 'hooks.internal'],
      providerProxy: 'http://user:pass@proxy:3128',
      logLevel: 'debug',
      logFormat: 'pretty',
      encryptionKeys: [{ kid: 'k1', key: Buffer.alloc(32, 7) }],
    });
    expect(configuration.timings).toEqual({
      workerInterval: 250,
      submitTimeout: 10_000,
      lease: 20_000,
      pollPlan: [1_000, 2_000],
      resendWait: 0,
      absenceSearch: 60_000,
      reviewAfter: 3_600_000,
      resendQuarantine: 7_200_000,
      watchPaid: 86_400_000,
      watchPlan: [21_600_000, 43_200_000],
      holdPlan: [1_000],
      submitRate: 5,
      submitConcurrency: 2,
      readRate: 7,
      requestTimeout: 21_000,
      databaseTimeout: 4_000,
      webhookTimeout: 3_000,
      eventRetention: 604_800_000,
      duplicateWindow: 43_200_000,
      approvalExpires: 864_000_000,
      balanceEvery: 60_000,
    });
    expect(configuration.djamo).toMatchObject({ timeoutMs: 10_000, proxy: 'http://user:pass@proxy:3128' });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['DATABASE_URL', 'postgres://db/cauri'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'mysql://db'],
    ['MIGRATIONS', 'never'],
    ['PUBLIC_URL', 'http://pay.example'],
    ['PUBLIC_URL', 'https://pay.example/?a=b'],
    ['PUBLIC_URL', 'https://user@pay.example'],
    ['PUBLIC_URL', 'pay.example'],
    ['CALLBACK_KEYS', SECRET],
    ['CALLBACK_KEYS', `k:short`],
    ['CALLBACK_KEYS', `${'k'.repeat(17)}:${SECRET}`],
    ['CALLBACK_KEYS', `k:${SECRET}:x`],
    ['CALLBACK_KEYS', `k:${SECRET},k:${SECRET}2`],
    ['CALLBACK_KEYS', `k:${SECRET},`],
    ['API_KEYS', SECRET],
    ['API_KEYS', `shop:${SECRET}`],
    ['API_KEYS', `shop:${SECRET}:`],
    ['API_KEYS', `shop:${SECRET}:payouts:delete`],
    ['API_KEYS', `shop:${SECRET}:payouts:read+`],
    ['API_KEYS', `shop:${SECRET}:payouts:read+*`],
    ['API_KEYS', 'shop:too-short:payouts:read'],
    ['API_KEYS', `shop:${'x'.repeat(201)}:payouts:read`],
    ['API_KEYS', `shop:${'!'.repeat(20)}:payouts:read`],
    ['API_KEYS', `:${SECRET}:payouts:read`],
    ['API_KEYS', `shop:${SECRET}:payouts:read,hr:${SECRET}:payouts:read`],
    ['WORKER', 'true'],
    ['LOOKUP_BEFORE_FIRST_SEND', 'true'],
    ['WORKER_INTERVAL', '0s'],
    ['WORKER_INTERVAL', '1'],
    ['SUBMIT_TIMEOUT', '25d'],
    ['LEASE', '89s'],
    ['POLL_PLAN', '30s,'],
    ['RESEND_WAIT', '-1s'],
    ['ABSENCE_SEARCH', '15'],
    ['REVIEW_AFTER', '999999999d'],
    ['RESEND_QUARANTINE', 'day'],
    ['WATCH_PAID', '1.5d'],
    ['APPROVAL_EXPIRES', '0d'],
    ['BALANCE_EVERY', '0s'],
    ['DJAMO_APPROVERS', '3'],
    ['DJAMO_APPROVAL_ABOVE', '1.5'],
    ['DJAMO_DAILY_LIMIT', '0'],
    ['HOLD_PLAN', 'soon'],
    ['SUBMIT_RATE', '0/s'],
    ['SUBMIT_CONCURRENCY', '0'],
    ['READ_RATE', '20/m'],
    ['WEBHOOK_ALLOWED_HOSTS', 'https://x'],
    ['PROVIDER_PROXY', 'socks5://proxy'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_FORMAT', 'xml'],
    ['METRICS_KEY', 'too-short'],
    ['METRICS_KEY', 'metrics-key-of-one,metrics-key-of-two,metrics-key-of-three'],
    ['METRICS_KEY', 'the-same-metrics-key,the-same-metrics-key'],
    ['ENCRYPTION_KEY', 'k1:c2hvcnQ='],
    ['ENCRYPTION_KEY', Buffer.alloc(32, 7).toString('base64')],
    ['DJAMO_MIN_AMOUNT', '1.5'],
    ['DJAMO_MAX_AMOUNT', '0'],
    ['DJAMO_COUNTRY', 'FR'],
    ['DJAMO_REQUIRE_APPROVAL', 'yes'],
    ['DJAMO_REQUIRE_VERIFIED_RECIPIENT', '1'],
    ['DJAMO_RESEND', 'always'],
    ['DJAMO_BASE_URL', 'https://djamo.example/v1'],
    ['DJAMO_BASE_URL', 'http://djamo.example'],
  ])('refuses %s=%s and does not repeat the value', (variable, value) => {
    const problems = problemsOf({ ...DJAMO, CALLBACK_KEYS: `k:${SECRET}`, [variable]: value });
    expect(problems.map(([name]) => name)).toEqual([variable]);
    if (value.includes(SECRET)) expect(problems.join()).not.toContain(SECRET);
  });

  it('takes an empty variable for one that is not set', () => {
    const empty = { PORT: '', API_KEYS: '', PUBLIC_URL: ' ', DJAMO_COUNTRY: '', DJAMO_ACCOUNTS: '', LEASE: '' };
    expect(loadConfiguration({ ...DJAMO, ...empty })).toMatchObject({ port: 3000, apiKeys: [], publicUrl: null });
  });

  it('wants CALLBACK_KEYS with PUBLIC_URL, which may be http on loopback', () => {
    expect(variablesOf({ ...DJAMO, PUBLIC_URL: 'http://localhost:3000' })).toEqual(['CALLBACK_KEYS']);
    const both = { PUBLIC_URL: 'http://127.0.0.1:3000', CALLBACK_KEYS: `k:${SECRET}` };
    expect(loadConfiguration({ ...DJAMO, ...both }).publicUrl).toBe('http://127.0.0.1:3000');
  });

  it('lists all problems at once', () => {
    const problems = variablesOf({ PORT: 'x', WORKER: 'x', LEASE: '1s', DJAMO_COMPANY_ID: 'c', API_KEYS: 'a,b' });
    expect(problems.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'API_KEYS',
      'API_KEYS',
      'DJAMO_ACCESS_TOKEN',
      'DJAMO_BASE_URL',
      'LEASE',
      'PORT',
      'WORKER',
    ]);
  });

  describe('secrets in files', () => {
    it('are read without their last line end', () => {
      const configuration = loadConfiguration({
        ...DJAMO,
        DJAMO_ACCESS_TOKEN: secretFile('token', 'from a file\n'),
        DATABASE_URL: secretFile('database', 'mysql://cauri:pass@db/cauri\r\n'),
        API_KEYS: secretFile('keys', `shop:${SECRET}:*\n`),
      });
      expect(configuration.djamo?.accounts[0]?.accessToken).toBe('from a file');
      expect(configuration.databaseUrl).toBe('mysql://cauri:pass@db/cauri');
      expect(configuration.apiKeys).toHaveLength(1);
    });

    it('are a problem when there is nothing to read', () => {
      const missing = `file:${join(folder, 'missing')}`;
      expect(problemsOf({ ...DJAMO, DJAMO_ACCESS_TOKEN: missing })).toEqual([
        ['DJAMO_ACCESS_TOKEN', 'names a file that cannot be read (ENOENT)'],
      ]);
      expect(variablesOf({ ...DJAMO, API_KEYS: secretFile('empty', '\n') })).toEqual(['API_KEYS']);
    });

    it('may be named inside the JSON array', () => {
      const accounts = [
        { name: 'a', baseUrl: 'https://djamo.example', accessToken: secretFile('a', 'one') },
        { name: 'b', baseUrl: 'https://djamo.example', accessToken: `file:${join(folder, 'missing')}` },
      ];
      expect(variablesOf({ DJAMO_ACCOUNTS: JSON.stringify(accounts) })).toEqual(['DJAMO_ACCOUNTS[1].accessToken']);
      const [first] = accounts;
      const { djamo } = loadConfiguration({ DJAMO_ACCOUNTS: JSON.stringify([first]) });
      expect(djamo?.accounts[0]?.accessToken).toBe('one');
    });
  });
});
