import { createHmac } from 'node:crypto';
import { type HttpServer, listen } from '../../../test/support/http-server.js';
import type { RunningSandbox } from '../http.js';
import { DJAMO_SANDBOX_DEFAULTS, startDjamoSandbox } from './djamo-sandbox.js';

const { accessToken, webhookSecret } = DJAMO_SANDBOX_DEFAULTS;
const TOPICS = ['transactions/started', 'transactions/completed', 'transactions/failed'];
const ORDER = { amount: 5000, msisdn: '+2250700000000', reference: 'R1', description: 'Prime d’été', type: 'transfer' };

describe('webhooks of the Djamo sandbox', () => {
  let sandbox: RunningSandbox;
  let receiver: HttpServer;

  beforeEach(async () => {
    receiver = await listen((response) => response.end());
    sandbox = await startDjamoSandbox({ settleAfterMs: 60_000 });
  });
  afterEach(() => Promise.all([sandbox.close(), receiver.close()]));

  const call = async (path: string, body?: object) => {
    const response = await fetch(sandbox.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${accessToken}` },
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const register = (topic: string, path = '/hook') => call('/v1/webhooks', { topic, url: `${receiver.url}${path}` });
  const registerAll = async () => {
    for (const topic of TOPICS) await register(topic);
  };
  const pay = async (change: object = {}) => (await call('/v1/transactions', { ...ORDER, ...change })).body;
  const minute = () => call('/_sandbox/clock', { advanceMs: 60_000 });
  const received = async (count: number) => {
    while (receiver.arrived.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    return receiver.arrived.map(({ body }) => JSON.parse(body));
  };
  const sign = (body: string, secret: string = webhookSecret) =>
    createHmac('sha256', secret).update(body).digest('base64');

  it('registers a topic and answers it in the singular, without the secret', async () => {
    const { status, body } = await register('transactions/started');
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: body.createdAt,
      topic: 'transaction/started',
      url: `${receiver.url}/hook`,
    });
    expect(await call(`/v1/webhooks/${body.id}`)).toEqual({ status: 200, body });
    expect((await call('/_sandbox/requests')).body).toEqual([]);
  });

  it('lists registrations in pages of 15, newest first, with a count that is not to be trusted', async () => {
    for (let n = 1; n <= 16; n += 1) await register('transactions/failed', `/${n}`);
    const { body } = await call('/v1/webhooks');
    expect(body).toMatchObject({ count: 1, limit: 15, cursor: { prev: null, next: expect.any(String) } });
    expect(body.data).toHaveLength(15);
    expect(body.data[0].url).toBe(`${receiver.url}/16`);
    const rest = await call(`/v1/webhooks?cursor=${encodeURIComponent(body.cursor.next)}`);
    expect(rest.body).toMatchObject({ cursor: { next: null }, data: [{ url: `${receiver.url}/1` }] });
    expect((await call('/v1/webhooks?limit=0')).status).toBe(400);
  });

  it.each([
    ['an unknown topic', { topic: 'charge/events', url: 'https://example.com/' }],
    ['the singular of a topic', { topic: 'transaction/started', url: 'https://example.com/' }],
    ['no url', { topic: 'transactions/started' }],
    ['a url that is none', { topic: 'transactions/started', url: 'example.com' }],
  ])('refuses to register %s', async (_what, registration) => {
    const { status, body } = await call('/v1/webhooks', registration);
    expect(status).toBe(400);
    expect(body).toMatchObject({ statusCode: 400, message: [expect.any(String)], error: 'Bad Request Exception' });
  });

  it.each(['/v1/webhooks/unknown', '/v1/webhooks/unknown/more'])('does not find %s', async (path) => {
    expect((await call(path)).status).toBe(404);
  });

  it('tells each change as the transaction then reads, under the plural of its topic', async () => {
    await registerAll();
    const created = await pay();
    await minute();
    const { body: completed } = await call(`/v1/transactions/${created.id}`);
    expect(await received(2)).toEqual([
      { topic: 'transactions/started', data: { ...created, failureReason: null } },
      { topic: 'transactions/completed', data: completed },
    ]);
    expect(completed.status).toBe('completed');
  });

  it('tells why a transaction failed', async () => {
    await registerAll();
    await pay({ msisdn: '+2250700000011' });
    await minute();
    expect((await received(2))[1]).toMatchObject({
      topic: 'transactions/failed',
      data: { reference: 'R1', status: 'failed', failureReason: 'SIM_DELIVERY_FAILED' },
    });
  });

  it('signs the raw body in base64', async () => {
    await registerAll();
    await pay();
    await received(1);
    const [{ method, url, headers, body = '' } = {}] = receiver.arrived;
    expect([method, url, headers?.['content-type']]).toEqual(['POST', '/hook', 'application/json']);
    expect(headers?.['x-djamo-hmac-sha256']).toBe(sign(body));
    expect(body).toContain('Prime d’été');
  });

  it('tells every address that is registered for the topic, and no other', async () => {
    await register('transactions/started', '/a');
    await register('transactions/started', '/b');
    await register('transactions/completed', '/c');
    await pay();
    await received(2);
    expect(receiver.arrived.map(({ url }) => url).sort()).toEqual(['/a', '/b']);
    await minute();
    await received(3);
    expect(receiver.arrived[2]?.url).toBe('/c');
  });

  it('tells of each transaction of a batch, and what the control API pushes', async () => {
    await registerAll();
    await call('/v1/transactions/batch', { transactions: [ORDER, { ...ORDER, reference: 'R2' }] });
    await received(2);
    await call('/_sandbox/transactions/R2', { status: 'failed', failureReason: 'SIM_BY_HAND' });
    const events = await received(3);
    expect(events.map(({ topic, data }) => `${topic} ${data.reference}`).sort()).toEqual([
      'transactions/failed R2',
      'transactions/started R1',
      'transactions/started R2',
    ]);
  });

  it('signs with another secret in the mode wrongSignature, and for the ending 66', async () => {
    await register('transactions/started');
    await pay({ msisdn: '+2250700000066' });
    await call('/_sandbox/callbacks', { mode: 'wrongSignature' });
    await pay({ reference: 'R2' });
    await received(2);
    await call('/_sandbox/callbacks', { mode: 'normal' });
    await pay({ reference: 'R3' });
    const right = (await received(3)).map(({ data }, n) => {
      const { headers, body = '' } = receiver.arrived[n] ?? {};
      return [data.reference, headers?.['x-djamo-hmac-sha256'] === sign(body)];
    });
    expect(Object.fromEntries(right)).toEqual({ R1: false, R2: false, R3: true });
  });

  it('signs with the secret that it was given, also while it runs', async () => {
    await register('transactions/started');
    await call('/_sandbox/settings', { webhookSecret: 'rotated' });
    await pay();
    await received(1);
    const [{ headers, body = '' } = {}] = receiver.arrived;
    expect(headers?.['x-djamo-hmac-sha256']).toBe(sign(body, 'rotated'));
  });

  it('calls before it replies for the ending 64, with everything that happens', async () => {
    await registerAll();
    const created = await pay({ msisdn: '+2250700000064' });
    expect(created.status).toBe('pending');
    expect(receiver.arrived.map(({ body }) => JSON.parse(body).topic)).toEqual(TOPICS.slice(0, 2));
    expect((await call(`/v1/transactions/${created.id}`)).body.status).toBe('completed');
  });

  it('tells once what only comes to be later for the ending 65', async () => {
    await registerAll();
    const created = await pay({ msisdn: '+2250700000065' });
    expect((await received(2))[1]).toMatchObject({ topic: 'transactions/completed', data: { status: 'completed' } });
    expect((await call(`/v1/transactions/${created.id}`)).body.status).toBe('pending');
    await minute();
    expect((await call(`/v1/transactions/${created.id}`)).body.status).toBe('completed');
    expect((await call('/_sandbox/callbacks')).body).toHaveLength(2);
  });

  it('tries again like JumiaPay', async () => {
    await receiver.close();
    receiver = await listen((response) => response.writeHead(receiver.arrived.length < 3 ? 503 : 200).end());
    await call('/_sandbox/settings', { callbackRetryMs: 1 });
    await register('transactions/started');
    await pay();
    await received(3);
    expect(new Set(receiver.arrived.map(({ body }) => body)).size).toBe(1);
    const { body: tries } = await call('/_sandbox/callbacks');
    expect(tries.map((entry: { tries: number }) => entry.tries)).toEqual([1, 2, 3]);
  });
});
