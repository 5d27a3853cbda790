import { DJAMO_SANDBOX_DEFAULTS, startDjamoSandbox } from './djamo/djamo-sandbox.js';
import type { RunningSandbox } from './http.js';
import { JUMIA_CREDITS_SANDBOX_DEFAULTS, startJumiaCreditsSandbox } from './jumia-credits/jumia-credits-sandbox.js';
import type { Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios.js';

const SETTINGS = { settleAfterMs: 1500, slowMs: 150, lateExecutionMs: 5000 };
const { creditWalletAccountId, apiKey, businessArea } = JUMIA_CREDITS_SANDBOX_DEFAULTS;
const DUPLICATE = { djamo: 409, 'jumia-credits': 400 };

const PROVIDERS = {
  djamo: {
    start: () => startDjamoSandbox(SETTINGS),
    path: '/v1/transactions',
    headers: { authorization: `Bearer ${DJAMO_SANDBOX_DEFAULTS.accessToken}` },
    order: ({ msisdnEnding }: Scenario) => ({
      amount: 5000,
      msisdn: `+22507000000${msisdnEnding}`,
      reference: 'R1',
      type: 'transfer',
    }),
  },
  'jumia-credits': {
    start: () => startJumiaCreditsSandbox(SETTINGS),
    path: `/b2ccredits/api/v1/single-credits/${creditWalletAccountId}`,
    headers: { apikey: apiKey, 'x-business-area': businessArea },
    order: ({ word }: Scenario) => ({
      name: 'Bonus',
      description: 'June',
      amount: '5000',
      currency: 'XOF',
      customer_email: `ada+${word}@example.com`,
      partner_credit_id: 'R1',
    }),
  },
};

/** Expected response to the first and the second POST, and the final status, for each magic input. */
const EXPECTED: Record<string, { first: number | 'cut' | 'silence'; second: 'duplicate' | number; settled: string }> = {
  success: { first: 201, second: 'duplicate', settled: 'settled' },
  'late-failure': { first: 201, second: 'duplicate', settled: 'failed' },
  'insufficient-funds': { first: 201, second: 'duplicate', settled: 'failed' },
  'unknown-word': { first: 201, second: 'duplicate', settled: 'settled' },
  mismatch: { first: 201, second: 'duplicate', settled: 'settled' },
  refused: { first: 400, second: 400, settled: '' },
  throttled: { first: 429, second: 201, settled: 'settled' },
  unavailable: { first: 503, second: 201, settled: 'settled' },
  'html-403': { first: 403, second: 201, settled: 'settled' },
  'html-404': { first: 404, second: 201, settled: 'settled' },
  'empty-400': { first: 400, second: 201, settled: 'settled' },
  'empty-401': { first: 401, second: 201, settled: 'settled' },
  'empty-404': { first: 404, second: 201, settled: 'settled' },
  redirect: { first: 307, second: 201, settled: 'settled' },
  'lost-reply': { first: 'cut', second: 'duplicate', settled: 'settled' },
  'error-500-executed': { first: 500, second: 'duplicate', settled: 'settled' },
  'error-422-executed': { first: 422, second: 'duplicate', settled: 'settled' },
  'error-401-executed': { first: 401, second: 'duplicate', settled: 'settled' },
  'error-404-executed': { first: 404, second: 'duplicate', settled: 'settled' },
  'error-429-executed': { first: 429, second: 'duplicate', settled: 'settled' },
  truncated: { first: 201, second: 'duplicate', settled: 'settled' },
  slow: { first: 201, second: 'duplicate', settled: 'settled' },
  'hang-executed': { first: 'silence', second: 'duplicate', settled: 'settled' },
  'late-execution': { first: 'silence', second: 201, settled: 'settled' },
  'lost-request': { first: 'cut', second: 201, settled: 'settled' },
  'callback-lost': { first: 201, second: 'duplicate', settled: 'settled' },
  'callback-doubled': { first: 201, second: 'duplicate', settled: 'settled' },
  'callback-late': { first: 201, second: 'duplicate', settled: 'settled' },
  'callback-before-reply': { first: 201, second: 'duplicate', settled: 'settled' },
  'callback-before-state': { first: 201, second: 'duplicate', settled: 'settled' },
  'callback-wrong-signature': { first: 201, second: 'duplicate', settled: 'settled' },
  'error-500': { first: 500, second: 201, settled: 'settled' },
};

describe.each(['djamo', 'jumia-credits'] as const)('magic inputs of %s', (name) => {
  const provider = PROVIDERS[name];
  let sandbox: RunningSandbox;

  beforeEach(async () => {
    sandbox = await provider.start();
  });
  afterEach(() => sandbox.close());

  const request = async (scenario: Scenario) => {
    try {
      const response = await fetch(sandbox.url + provider.path, {
        method: 'POST',
        headers: provider.headers,
        body: JSON.stringify(provider.order(scenario)),
        redirect: 'manual',
        signal: AbortSignal.timeout(1_000),
      });
      return { met: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      return { met: (error as Error).name === 'TimeoutError' ? ('silence' as const) : ('cut' as const) };
    }
  };
  const control = async (what: string, body?: unknown) => {
    const method = body ? 'POST' : 'GET';
    const response = await fetch(`${sandbox.url}/_sandbox/${what}`, {
      method,
      body: body ? JSON.stringify(body) : null,
    });
    return JSON.parse(await response.text());
  };
  const scenario = (word: string) => SCENARIOS.find((candidate) => candidate.word === word) as Scenario;

  it.each(SCENARIOS)('$word: $summary', async (tried) => {
    const expected = EXPECTED[tried.word];
    const first = await request(tried);
    const second = await request(tried);
    expect(first.met).toBe(expected?.first);
    expect(second.met).toBe(expected?.second === 'duplicate' ? DUPLICATE[name] : expected?.second);

    await control('clock', { advanceMs: 60_000 });
    const ledger: { kind: string }[] = await control('ledger');
    expect(ledger.map(({ kind }) => kind)).toEqual(expected?.settled ? ['executed', expected.settled] : []);
    const requests: { answered: unknown; executed: boolean }[] = await control('requests');
    const answered = { cut: 'reset', silence: 'hang' };
    expect(requests.map((entry) => entry.answered)).toEqual(
      [first.met, second.met].map((met) => (typeof met === 'string' ? answered[met] : met)),
    );
    expect(requests.filter(({ executed }) => executed)).toHaveLength(ledger.length === 0 ? 0 : 1);
  });

  it('throttled and unavailable say when to come back, in an error body of the provider', async () => {
    for (const word of ['throttled', 'unavailable']) {
      const { headers, text } = await request(scenario(word));
      expect(headers?.get('retry-after')).toBe('1');
      expect(JSON.parse(text ?? '')).toHaveProperty('message');
      await control('reset', {});
    }
  });

  it('html-403 is a page, not an error body', async () => {
    const { headers, text } = await request(scenario('html-403'));
    expect(headers?.get('content-type')).toBe('text/html');
    expect(text).toContain('<html>');
  });

  it('redirect points to where the request went', async () => {
    expect((await request(scenario('redirect'))).headers?.get('location')).toBe(provider.path);
  });

  it('truncated is no JSON', async () => {
    const { text } = await request(scenario('truncated'));
    expect(text?.startsWith('{')).toBe(true);
    expect(() => JSON.parse(text ?? '')).toThrow(SyntaxError);
  });

  it('slow keeps the caller waiting', async () => {
    const begun = performance.now();
    await request(scenario('slow'));
    expect(performance.now() - begun).toBeGreaterThan(140);
  });

  it('mismatch shows one unit too much, but executes what was asked', async () => {
    expect((await request(scenario('mismatch'))).text).toContain('5001');
    expect(JSON.stringify(await control('transactions'))).toContain('5001');
    expect(await control('ledger')).toMatchObject([{ kind: 'executed', amount: '5000', currency: 'XOF' }]);
  });

  it('unknown-word shows a word outside the documents until the transaction settles', async () => {
    expect((await request(scenario('unknown-word'))).text).toContain('sim_reviewing');
    await control('clock', { advanceMs: 2000 });
    expect(JSON.stringify(await control('transactions'))).not.toContain('sim_reviewing');
  });

  it('late-execution executes later, and at its own time', async () => {
    await request(scenario('late-execution'));
    expect(await control('ledger')).toEqual([]);
    expect(await control('requests')).toMatchObject([{ executed: false }]);
    await control('clock', { advanceMs: 5000 });
    expect(await control('ledger')).toMatchObject([{ kind: 'executed', reference: 'R1' }]);
    const [entry] = await control('requests');
    expect(entry).toMatchObject({ answered: 'hang', executed: true });
    expect(Date.parse((await control('ledger'))[0].at) - Date.parse(entry.at)).toBe(5000);
  });

  it('a late failure has an obviously invented reason', async () => {
    await request(scenario('insufficient-funds'));
    await control('clock', { advanceMs: 2000 });
    expect(JSON.stringify(await control('transactions'))).toContain('SIM_INSUFFICIENT_FUNDS');
  });
});
