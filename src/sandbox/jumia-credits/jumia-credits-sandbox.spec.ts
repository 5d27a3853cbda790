import type { RunningSandbox } from '../http.js';
import {
  JUMIA_CREDITS_SANDBOX_DEFAULTS,
  type JumiaCreditsSandboxOptions,
  startJumiaCreditsSandbox,
} from './jumia-credits-sandbox.js';

const { apiKey, businessArea, creditWalletAccountId, settleAfterMs } = JUMIA_CREDITS_SANDBOX_DEFAULTS;
const CREDITS = `/b2ccredits/api/v1/single-credits/${creditWalletAccountId}`;
const ORDER = {
  name: 'Credit 123',
  description: 'Example description',
  amount: '10',
  currency: 'NGN',
  customer_email: 'ada@example.com',
  callback_url: 'https://example.com/callback',
  partner_credit_id: 'HCgfE',
};
const CREDENTIALS = { apikey: apiKey, 'x-business-area': businessArea };

describe('the JumiaPay Credits sandbox', () => {
  let sandbox: RunningSandbox;
  const start = async (options: JumiaCreditsSandboxOptions) => {
    sandbox = await startJumiaCreditsSandbox(options);
  };
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = CREDENTIALS) => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const post = (change: object = {}) => call('POST', CREDITS, { ...ORDER, ...change });
  const get = (path: string) => call('GET', path);
  const advance = (advanceMs: number) => call('POST', '/_sandbox/clock', { advanceMs });
  const inSeconds = (seconds: number) => `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;
  const kinds = async () => {
    const entries: { kind: string; amount: string }[] = (await get('/_sandbox/ledger')).body;
    return entries.map(({ kind, amount }) => `${kind} ${amount}`);
  };
  const delivered = async (change: object = {}) => {
    const { body } = await post(change);
    await advance(settleAfterMs);
    return `${CREDITS}/${body.uuid}`;
  };

  beforeEach(() => start({ currency: 'NGN' }));
  afterEach(() => sandbox.close());

  it('answers a created credit exactly as the document shows it', async () => {
    const { status, body } = await post();
    expect(status).toBe(201);
    expect(body).toEqual({
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      partner_credit_id: 'HCgfE',
      name: 'Credit 123',
      description: 'Example description',
      source_wallet_account_id: creditWalletAccountId,
      amount: { value: 10, currency: 'NGN', symbol: 'NGN', formatted_value: 'NGN 10' },
      usage: { value: 0, currency: 'NGN', symbol: 'NGN', formatted_value: 'NGN 0' },
      customer_email: 'ada@example.com',
      status: { id: 'processing_delivery', label: 'Processing Delivery' },
      in_approval: false,
      expiration_date: null,
      callback_url: 'https://example.com/callback',
      created: {},
      updated: {},
      submitted: {},
      approved: null,
      declined: null,
      cancelled: null,
    });
  });

  it('delivers a credit after a while, to be read by either id', async () => {
    const path = await delivered();
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body.status).toEqual({ id: 'delivered', label: 'Delivered' });
    expect((await get(`${CREDITS}/partner-id/HCgfE`)).body).toEqual(body);
  });

  it('finds a partner id that has to be encoded', async () => {
    await post({ partner_credit_id: 'a/b c' });
    expect((await get(`${CREDITS}/partner-id/${encodeURIComponent('a/b c')}`)).status).toBe(200);
  });

  it('refuses a repeated partner_credit_id, and accepts any number without one', async () => {
    await post();
    const { status, body } = await post();
    expect(status).toBe(400);
    expect(body).toEqual({
      internal_code: 'SIM_400',
      message: 'partner_credit_id must be unique',
      details: [{ message: 'partner_credit_id must be unique' }],
    });
    expect((await post({ partner_credit_id: undefined })).body.partner_credit_id).toBeNull();
    expect((await post({ partner_credit_id: undefined })).status).toBe(201);
  });

  it.each([
    ['a name of 51 characters', { name: 'x'.repeat(51) }],
    ['a description of 256 characters', { description: 'x'.repeat(256) }],
    ['an amount as a number', { amount: 10 }],
    ['three decimals', { amount: '10.123' }],
    ['nothing', { amount: '0' }],
    ['a negative amount', { amount: '-1' }],
    ["a currency that is not the account's", { currency: 'KES' }],
    ['an e-mail without @', { customer_email: 'ada' }],
    ['an expiration in the past', { expiration_date: '2021-03-27T23:59:59Z' }],
    ['an expiration with milliseconds', { expiration_date: new Date(Date.now() + 60_000).toISOString() }],
    ['a callback over plain http', { callback_url: 'http://example.com/callback' }],
  ])('refuses %s', async (_what, change) => {
    expect((await post(change)).status).toBe(400);
    expect(await kinds()).toEqual([]);
  });

  it('lets callbacks come to this machine over plain http', async () => {
    expect((await post({ callback_url: 'http://127.0.0.1:3000/callback?c=1' })).status).toBe(201);
  });

  it.each([
    ['NGN', '100.99', 100.99],
    ['EGP', '0.01', 0.01],
    ['KES', '3.50', 3.5],
    ['GHS', '1.1', 1.1],
    ['MAD', '7', 7],
    ['TND', '2.25', 2.25],
    ['DZD', '2.25', 2.25],
    ['XOF', '1500', 1500],
    ['UGX', '1500', 1500],
  ])('takes %s %s and answers the number %d', async (currency, amount, value) => {
    await call('POST', '/_sandbox/settings', { currency });
    expect((await post({ currency, amount })).body.amount).toEqual({
      value,
      currency,
      symbol: currency,
      formatted_value: `${currency} ${value}`,
    });
  });

  it.each(['XOF', 'UGX'])('refuses decimals of %s, which has none', async (currency) => {
    await call('POST', '/_sandbox/settings', { currency });
    expect((await post({ currency, amount: '10.00' })).status).toBe(400);
  });

  it.each([
    ['no key', { 'x-business-area': businessArea }],
    ['a wrong key', { ...CREDENTIALS, apikey: 'wrong' }],
    ['no business area', { apikey: apiKey }],
    ['a foreign business area', { ...CREDENTIALS, 'x-business-area': 'other' }],
  ])('answers 401 to %s', async (_what, headers) => {
    expect((await call('POST', CREDITS, ORDER, headers as Record<string, string>)).status).toBe(401);
  });

  it.each([
    ['another Credit account', '/b2ccredits/api/v1/single-credits/other/partner-id/HCgfE'],
    ['an unknown uuid', `${CREDITS}/f74f6658-0168-447e-8b15-b468ec792278`],
    ['an unknown partner id', `${CREDITS}/partner-id/unknown`],
    ['another path', '/b2ccredits/api/v2/single-credits'],
  ])('does not find %s', async (_what, path) => {
    await post();
    expect((await get(path)).status).toBe(404);
  });

  it('cancels a delivered credit in the background and returns what is not spent', async () => {
    const path = await delivered();
    await call('POST', '/_sandbox/transactions/HCgfE', { used: '3.50' });
    const { status, body } = await call('POST', `${path}/cancel`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: { id: 'processing_cancellation', label: 'Processing Cancellation' },
      usage: { value: 3.5, formatted_value: 'NGN 3.5' },
      cancelled: {},
    });
    await advance(settleAfterMs);
    expect((await get(path)).body.status.id).toBe('cancelled');
    expect(await kinds()).toEqual(['executed 10.00', 'settled 10.00', 'spent 3.50', 'changed 10.00', 'returned 6.50']);
  });

  it('cancels nothing that is not delivered, and nothing unknown', async () => {
    const { body } = await post();
    expect((await call('POST', `${CREDITS}/${body.uuid}/cancel`)).status).toBe(400);
    await advance(settleAfterMs);
    await call('POST', `${CREDITS}/${body.uuid}/cancel`);
    expect((await call('POST', `${CREDITS}/${body.uuid}/cancel`)).status).toBe(400);
    expect((await call('POST', `${CREDITS}/unknown/cancel`)).status).toBe(404);
  });

  it('expires a delivered credit at its date and returns what is not spent', async () => {
    const path = await delivered({ expiration_date: inSeconds(3600) });
    await call('POST', '/_sandbox/transactions/HCgfE', { used: '10' });
    await advance(3_600_000);
    expect((await get(path)).body.status.id).toBe('expired');
    expect((await kinds()).at(-1)).toBe('returned 0.00');
  });

  it('does not expire what is being cancelled', async () => {
    const path = await delivered({ expiration_date: inSeconds(3600) });
    await call('POST', '/_sandbox/transactions/HCgfE', { status: 'cancellation_failed' });
    await advance(3_600_000);
    expect((await get(path)).body.status.id).toBe('cancellation_failed');
    await call('POST', '/_sandbox/transactions/HCgfE', { status: 'cancelled' });
    expect((await kinds()).at(-1)).toBe('returned 10.00');
  });

  it.each([{ used: '10.01' }, { used: 3 }, { status: 7 }])('does not push %j', async (change) => {
    await post();
    expect((await call('POST', '/_sandbox/transactions/HCgfE', change)).status).toBe(400);
  });
});
