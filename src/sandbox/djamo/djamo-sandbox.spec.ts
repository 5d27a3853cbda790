import type { RunningSandbox } from '../http.js';
import { DJAMO_SANDBOX_DEFAULTS, type DjamoSandboxOptions, startDjamoSandbox } from './djamo-sandbox.js';

const ORDER = {
  amount: 5001,
  msisdn: '+2250700000000',
  reference: 'R1',
  description: 'Prime de juin',
  type: 'transfer',
};
const headers = {
  authorization: `Bearer ${DJAMO_SANDBOX_DEFAULTS.accessToken}`,
  'content-type': 'application/json',
};

describe('the Djamo sandbox', () => {
  let sandbox: RunningSandbox;
  const start = async (options?: DjamoSandboxOptions) => {
    sandbox = await startDjamoSandbox(options);
  };
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const post = (change: object = {}) => call('POST', '/v1/transactions', { ...ORDER, ...change });
  const get = (path: string) => call('GET', path);
  const advance = (advanceMs: number) => call('POST', '/_sandbox/clock', { advanceMs });

  beforeEach(() => start());
  afterEach(() => sandbox.close());

  it('answers a created transaction as the document shows it, with the fee rounded up on top', async () => {
    const { status, body } = await post();
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^txn_[0-9a-f-]{36}$/),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: body.createdAt,
      amount: 5001,
      fee: 51,
      totalAmount: 5052,
      status: 'pending',
      msisdn: ORDER.msisdn,
      reference: 'R1',
      description: 'Prime de juin',
      type: 'transfer',
    });
  });

  it('completes a transaction after a while', async () => {
    const { body: created } = await post();
    expect((await get(`/v1/transactions/${created.id}`)).body.status).toBe('pending');
    await advance(DJAMO_SANDBOX_DEFAULTS.settleAfterMs);
    const { status, body } = await get(`/v1/transactions/${created.id}`);
    expect(status).toBe(200);
    expect(body).toEqual({ ...created, status: 'completed', failureReason: null, updatedAt: expect.any(String) });
    expect(Date.parse(body.updatedAt) - Date.parse(body.createdAt)).toBe(DJAMO_SANDBOX_DEFAULTS.settleAfterMs);
  });

  it('takes a repeated reference for a conflict, whatever the rest says', async () => {
    await post();
    const { status, body } = await post({ amount: 6000 });
    expect(status).toBe(409);
    expect(body).toEqual({
      statusCode: 409,
      message: ['A transaction with reference R1 already exists'],
      error: 'Conflict Exception',
      correlationId: expect.stringMatching(/^[0-9a-f]{32}$/),
      path: '/v1/transactions',
      timestamp: expect.any(String),
    });
    expect((await get('/_sandbox/ledger')).body).toHaveLength(1);
  });

  it('executes a repeated reference when told not to care, and finds both', async () => {
    await call('POST', '/_sandbox/settings', { uniqueReferences: false });
    await post();
    expect((await post()).status).toBe(201);
    expect((await get('/v1/transactions?reference=R1')).body.data).toHaveLength(2);
  });

  it.each([
    ['an amount under the minimum', { amount: 4999 }, 'amount must not be less than 5000'],
    ['an amount over the maximum', { amount: 500_001 }, 'amount must not be greater than 500000'],
    ['an amount as a string', { amount: '5000' }, 'amount must be an integer number'],
    ['an msisdn without its plus', { msisdn: '2250700000000' }, 'msisdn must be a valid phone number'],
    ['a missing reference', { reference: undefined }, 'reference should not be empty'],
    ['another type', { type: 'payment' }, 'type must be: transfer'],
  ])('refuses %s', async (_what, change, message) => {
    const { status, body } = await post(change);
    expect(status).toBe(400);
    expect(body).toMatchObject({ statusCode: 400, message: [message], error: 'Bad Request Exception' });
  });

  it('accepts both ends of the documented range', async () => {
    expect((await post({ amount: 5000, reference: 'low' })).status).toBe(201);
    expect((await post({ amount: 500_000, reference: 'high' })).status).toBe(201);
  });

  it.each([{}, { authorization: 'Bearer wrong' }])('knows nobody who sends %j', async (wrong) => {
    const response = await fetch(`${sandbox.url}/v1/balance`, { headers: wrong as Record<string, string> });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ statusCode: 401, error: 'Unauthorized Exception' });
  });

  it('does not find an unknown id or path', async () => {
    expect((await get('/v1/transactions/txn_unknown')).status).toBe(404);
    expect((await get('/v1/nothing')).body).toMatchObject({ statusCode: 404, error: 'Not Found Exception' });
  });

  it('lists by exact reference in an envelope whose count is not to be trusted', async () => {
    await post();
    await post({ reference: 'R12' });
    const { body } = await get('/v1/transactions?reference=R1');
    expect(body).toMatchObject({
      count: 1,
      limit: 15,
      cursor: { prev: null, next: null },
      data: [{ reference: 'R1' }],
    });
    expect((await get('/v1/transactions?reference=R')).body).toMatchObject({ count: 0, data: [] });
    expect((await get('/v1/transactions')).body).toMatchObject({ count: 1, data: [{}, {}] });
  });

  it('ignores the reference filter when told to', async () => {
    await call('POST', '/_sandbox/settings', { ignoreReferenceFilter: true });
    await post();
    await post({ reference: 'R2' });
    expect((await get('/v1/transactions?reference=R1')).body.data).toHaveLength(2);
  });

  it('pages from the newest to the oldest and back, undisturbed by new transactions', async () => {
    for (let n = 1; n <= 5; n += 1) await post({ reference: `R${n}` });
    const references = ({ data }: { data: { reference: string }[] }) => data.map(({ reference }) => reference);
    const first = (await get('/v1/transactions?limit=2')).body;
    await post({ reference: 'R6' });
    const second = (await get(`/v1/transactions?limit=2&cursor=${encodeURIComponent(first.cursor.next)}`)).body;
    const third = (await get(`/v1/transactions?limit=2&cursor=${encodeURIComponent(second.cursor.next)}`)).body;
    const back = (await get(`/v1/transactions?limit=2&cursor=${encodeURIComponent(third.cursor.prev)}`)).body;
    expect([first, second, third, back].map(references)).toEqual([['R5', 'R4'], ['R3', 'R2'], ['R1'], ['R3', 'R2']]);
    expect(third.cursor.next).toBeNull();
  });

  it.each(['limit=0', 'limit=many', 'limit=101', 'cursor=nonsense'])('refuses to list with %s', async (query) => {
    expect((await get(`/v1/transactions?${query}`)).status).toBe(400);
  });

  it.each([
    ['%2B2250700000000', 200, { status: 'complete' }],
    ['%2B2250700000057', 200, { status: 'suspected' }],
    ['%2B2250700000058', 404, { statusCode: 404 }],
    ['+2250700000000', 400, { statusCode: 400 }],
  ])('checks the customer msisdn=%s: %i', async (msisdn, status, body) => {
    expect(await get(`/v1/transactions/customers/check?msisdn=${msisdn}`)).toMatchObject({ status, body });
  });

  it('pays out of its balance, and fails later when that does not suffice', async () => {
    await call('POST', '/_sandbox/settings', { balance: 11_000 });
    await post({ amount: 10_000 });
    expect((await get('/v1/balance')).body).toEqual({ balance: 900, currency: 'XOF' });
    expect((await post({ reference: 'R2' })).status).toBe(201);
    await advance(2000);
    const [failed] = (await get('/v1/transactions?reference=R2')).body.data;
    expect(failed).toMatchObject({ status: 'failed', failureReason: 'SIM_INSUFFICIENT_FUNDS' });
    expect((await get('/v1/balance')).body.balance).toBe(900);
  });

  it('takes a batch whole and ends each of its transactions by its own magic input', async () => {
    const { type, ...item } = ORDER;
    const { status, body } = await call('POST', '/v1/transactions/batch', {
      transactions: [item, { ...item, reference: 'R2', msisdn: '+2250700000011' }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^bat_/),
      totalAmount: 10_002,
      totalFee: 102,
      status: 'processing',
      transactions: [{ reference: 'R1', status: 'pending', type }, { reference: 'R2' }],
    });
    await advance(2000);
    const { data } = (await get('/v1/transactions')).body;
    expect(data).toMatchObject([
      { reference: 'R2', status: 'failed', failureReason: 'SIM_DELIVERY_FAILED', batchId: body.id },
      { reference: 'R1', status: 'completed', batchId: body.id },
    ]);
  });

  it.each([
    ['an item is wrong', 400, [{ ...ORDER, amount: 1 }]],
    ['two items share a reference', 409, [ORDER, ORDER]],
    ['it is empty', 400, []],
  ])('refuses a batch whole when %s', async (_why, status, transactions) => {
    expect((await call('POST', '/v1/transactions/batch', { transactions })).status).toBe(status);
    expect((await get('/_sandbox/ledger')).body).toEqual([]);
  });

  it('moves a transaction to any status that is pushed, and writes down what that did', async () => {
    const { body: created } = await post();
    await call('POST', '/_sandbox/transactions/R1', { status: 'failed', failureReason: 'SIM_BY_HAND' });
    await advance(60_000);
    expect((await get(`/v1/transactions/${created.id}`)).body).toMatchObject({
      status: 'failed',
      failureReason: 'SIM_BY_HAND',
    });
    await call('POST', `/_sandbox/transactions/${created.id}`, { status: 'completed' });
    const ledger: { kind: string; status: string }[] = (await get('/_sandbox/ledger')).body;
    expect(ledger.map(({ kind, status }) => [kind, status])).toEqual([
      ['executed', 'pending'],
      ['failed', 'failed'],
      ['settled', 'completed'],
    ]);
  });

  it('takes its limits, fee and token from its options', async () => {
    await sandbox.close();
    await start({ minAmount: 1, feeBasisPoints: 50, accessToken: 'other' });
    expect((await post()).status).toBe(401);
    const response = await fetch(`${sandbox.url}/v1/transactions`, {
      method: 'POST',
      headers: { authorization: 'Bearer other' },
      body: JSON.stringify({ ...ORDER, amount: 200 }),
    });
    expect(await response.json()).toMatchObject({ amount: 200, fee: 1, totalAmount: 201 });
  });

  it('serves a thousand connections at once and executes each reference once', async () => {
    const references = Array.from({ length: 1000 }, (_, n) => `R${n % 500}`);
    const statuses = await Promise.all(references.map(async (reference) => (await post({ reference })).status));
    expect(statuses.filter((status) => status === 201)).toHaveLength(500);
    expect(statuses.filter((status) => status === 409)).toHaveLength(500);
    const ledger: { kind: string }[] = (await get('/_sandbox/ledger')).body;
    expect(ledger.filter(({ kind }) => kind === 'executed')).toHaveLength(500);
  });
});
