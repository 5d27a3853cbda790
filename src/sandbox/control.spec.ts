import { DJAMO_SANDBOX_DEFAULTS, startDjamoSandbox } from './djamo/djamo-sandbox.js';
import type { RunningSandbox } from './http.js';
import { JUMIA_CREDITS_SANDBOX_DEFAULTS, startJumiaCreditsSandbox } from './jumia-credits/jumia-credits-sandbox.js';
import { SCENARIOS } from './scenarios.js';

const headers = { authorization: `Bearer ${DJAMO_SANDBOX_DEFAULTS.accessToken}` };

describe('the control API', () => {
  let sandbox: RunningSandbox;

  beforeEach(async () => {
    sandbox = await startDjamoSandbox();
  });
  afterEach(() => sandbox.close());

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('<') ? text : JSON.parse(text) };
  };
  const control = (method: string, what: string, body?: unknown) => call(method, `/_sandbox/${what}`, body);
  const pay = (reference: string, msisdn = '+2250700000000') =>
    call('POST', '/v1/transactions', { amount: 5000, msisdn, reference, type: 'transfer' });
  const balance = () => call('GET', '/v1/balance');

  it('keeps a numbered ledger with the time of every entry', async () => {
    const { body: created } = await pay('R1');
    await control('POST', 'clock', { advanceMs: 86_400_000 });
    const { body } = await control('GET', 'ledger');
    const facts = { id: created.id, reference: 'R1', amount: '5000', currency: 'XOF', recipient: '+2250700000000' };
    expect(body).toEqual([
      { seq: 1, at: created.createdAt, kind: 'executed', status: 'pending', ...facts },
      { seq: 2, at: expect.any(String), kind: 'settled', status: 'completed', ...facts },
    ]);
    expect(Date.parse(body[1].at) - Date.parse(body[0].at)).toBe(DJAMO_SANDBOX_DEFAULTS.settleAfterMs);
  });

  it('logs every POST to the create endpoint, refused ones and strangers too', async () => {
    await pay('R1');
    await pay('R1');
    await pay('R2', 'nobody');
    await fetch(`${sandbox.url}/v1/transactions`, { method: 'POST', body: '{"reference":"R3"}' });
    await fetch(`${sandbox.url}/v1/transactions`, { method: 'POST', headers, body: 'not json' });
    expect((await control('GET', 'requests')).body).toMatchObject([
      { reference: 'R1', answered: 201, executed: true, path: '/v1/transactions', at: expect.any(String) },
      { reference: 'R1', answered: 409, executed: false },
      { reference: 'R2', answered: 400, executed: false },
      { reference: 'R3', answered: 401, executed: false },
      { reference: null, answered: 400, executed: false },
    ]);
  });

  it('gives an ordered fault to the next requests it fits, as often as ordered, whatever their input', async () => {
    await control('POST', 'faults', { fault: 'error-500', on: 'create', times: 2 });
    expect((await balance()).status).toBe(200);
    expect([await pay('R1'), await pay('R1'), await pay('R1')].map(({ status }) => status)).toEqual([500, 500, 201]);
  });

  it('lets as many requests pass first as ordered, and tells which faults still wait', async () => {
    await control('POST', 'faults', { fault: 'error-500', on: 'read', after: 2 });
    expect([await balance(), await balance()].map(({ status }) => status)).toEqual([200, 200]);
    expect((await control('GET', 'faults')).body).toEqual([{ fault: 'error-500', times: 1, on: 'read' }]);
    expect([await balance(), await balance()].map(({ status }) => status)).toEqual([500, 200]);
    expect((await control('GET', 'faults')).body).toEqual([]);
  });

  it('lets ordered faults wait for each other', async () => {
    await control('POST', 'faults', { fault: 'html-403', on: 'read' });
    const { body } = await control('POST', 'faults', { fault: 'unavailable' });
    expect(body).toEqual([
      { fault: 'html-403', times: 1, on: 'read' },
      { fault: 'unavailable', times: 1, on: 'any' },
    ]);
    expect([await balance(), await balance(), await balance()].map(({ status }) => status)).toEqual([403, 503, 200]);
  });

  it('distorts a single read', async () => {
    const { body: created } = await pay('R1');
    await control('POST', 'faults', { fault: 'mismatch', on: 'read' });
    expect((await call('GET', '/v1/transactions?reference=R1')).body.data).toMatchObject([{ amount: 5001 }]);
    expect((await call('GET', `/v1/transactions/${created.id}`)).body.amount).toBe(5000);
  });

  it('executes under an ordered fault what the fault says is executed', async () => {
    await control('POST', 'faults', { fault: 'lost-reply', on: 'create' });
    await expect(pay('R1')).rejects.toThrow('fetch failed');
    expect((await control('GET', 'ledger')).body).toMatchObject([{ kind: 'executed', reference: 'R1' }]);
  });

  it('is down for everything but the control API until the faults are deleted', async () => {
    await control('POST', 'faults', { fault: 'down' });
    await expect(pay('R1')).rejects.toThrow('fetch failed');
    await expect(balance()).rejects.toThrow('fetch failed');
    expect((await control('GET', 'requests')).body).toMatchObject([
      { reference: 'R1', answered: 'reset', executed: false },
    ]);
    expect((await control('DELETE', 'faults')).body).toEqual([]);
    expect((await pay('R1')).status).toBe(201);
  });

  it.each([
    ['faults', { fault: 'earthquake' }],
    ['faults', { fault: 'slow', times: 0 }],
    ['faults', { fault: 'slow', after: -1 }],
    ['faults', { fault: 'slow', on: 'delete' }],
    ['clock', { advanceMs: -1 }],
    ['clock', {}],
    ['settings', { settleAfter: 1 }],
    ['settings', { settleAfterMs: '1' }],
  ])('refuses %s %j and says why', async (what, order) => {
    const { status, body } = await control('POST', what, order);
    expect(status).toBe(400);
    expect(body.problems).toEqual([expect.any(String)]);
  });

  it('changes settings while it runs', async () => {
    const { body } = await control('POST', 'settings', { settleAfterMs: 0, maxAmount: 200_000_000 });
    expect(body).toMatchObject({ settleAfterMs: 0, maxAmount: 200_000_000, minAmount: 5000 });
    expect((await control('GET', 'settings')).body).toEqual(body);
    const { body: created } = await pay('R1');
    expect((await call('GET', `/v1/transactions/${created.id}`)).body.status).toBe('completed');
  });

  it('shows every transaction with its magic input', async () => {
    await pay('R1', '+2250700000011');
    expect((await control('GET', 'transactions')).body).toMatchObject([{ reference: 'R1', magic: 'late-failure' }]);
  });

  it('forgets everything at a reset, its clock and settings too', async () => {
    await pay('R1');
    await control('POST', 'settings', { minAmount: 1 });
    await control('POST', 'clock', { advanceMs: 86_400_000 });
    await control('POST', 'faults', { fault: 'down' });
    await control('POST', 'reset');
    for (const what of ['ledger', 'requests', 'transactions']) expect((await control('GET', what)).body).toEqual([]);
    expect((await control('GET', 'settings')).body.minAmount).toBe(5000);
    const { body } = await pay('R1');
    expect(Math.abs(Date.parse(body.createdAt) - Date.now())).toBeLessThan(60_000);
  });

  it('lists the magic inputs', async () => {
    expect((await control('GET', 'magic')).body).toHaveLength(SCENARIOS.length);
  });

  it('knows no other command', async () => {
    expect((await control('GET', 'nothing')).status).toBe(404);
    expect((await control('POST', 'transactions/unknown', { status: 'failed' })).status).toBe(404);
  });

  it('cuts a cancellation without undoing it', async () => {
    await sandbox.close();
    sandbox = await startJumiaCreditsSandbox({ settleAfterMs: 0 });
    const { apiKey, businessArea, creditWalletAccountId } = JUMIA_CREDITS_SANDBOX_DEFAULTS;
    const credits = `${sandbox.url}/b2ccredits/api/v1/single-credits/${creditWalletAccountId}`;
    const credentials = { apikey: apiKey, 'x-business-area': businessArea };
    const order = { name: 'Bonus', description: 'June', amount: '10', currency: 'XOF', customer_email: 'a@b.ci' };
    const created = await fetch(credits, { method: 'POST', headers: credentials, body: JSON.stringify(order) });
    const { uuid } = (await created.json()) as { uuid: string };
    await control('POST', 'faults', { fault: 'lost-reply', on: 'cancel' });
    const cancel = fetch(`${credits}/${uuid}/cancel`, { method: 'POST', headers: credentials });
    await expect(cancel).rejects.toThrow('fetch failed');
    const credit = await fetch(`${credits}/${uuid}`, { headers: credentials });
    expect(await credit.json()).toMatchObject({ status: { id: 'cancelled' } });
  });

  it('closes although clients keep their connections and one waits for an answer', async () => {
    await balance();
    const waiting = pay('R1', '+2250700000036').catch(() => 'cut');
    while ((await control('GET', 'requests')).body.length === 0);
    await sandbox.close();
    expect(await waiting).toBe('cut');
  });
});
