import { DATABASES } from './support/databases.js';
import { isSignedByKey, WebhookReceiver } from './support/webhook-receiver.js';
import { OTHER_KEY, READER_KEY, toEmail, toPhone, until, World } from './support/world.js';

interface Endpoint {
  readonly id: string;
  readonly secret: string;
  readonly publicKey: string | null;
  readonly [field: string]: unknown;
}

interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly status: string;
  readonly attempt: number;
  readonly attempts: { readonly at: string; readonly responseBody: string | null }[];
  readonly [field: string]: unknown;
}

const ENDPOINTS = '/v1/webhook-endpoints';
const SETTINGS = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', WEBHOOK_TIMEOUT: '1s' };
/** Only what a test asks for comes to it. */
const QUIET = { types: ['endpoint.disabled'] };
const SINCE = '2026-01-01T00:00:00Z';
const other = { authorization: `Bearer ${OTHER_KEY}` };

describe.each(DATABASES)('webhooks on $name', (kind) => {
  let world: World;
  let receivers: WebhookReceiver[];

  beforeAll(async () => {
    world = await World.start(kind, SETTINGS);
  });
  beforeEach(() => {
    receivers = [];
  });
  afterEach(async () => {
    const { body } = await world.call<{ data: Endpoint[] }>('GET', `${ENDPOINTS}?limit=100`);
    for (const { id } of body.data) await world.call('DELETE', `${ENDPOINTS}/${id}`);
    for (const one of receivers) await one.stop();
  });
  afterAll(() => world.stop());

  async function endpoint(order: object = {}, headers = {}): Promise<{ made: Endpoint; receiver: WebhookReceiver }> {
    const receiver = await WebhookReceiver.start();
    receivers.push(receiver);
    const reply = await world.call<Endpoint>('POST', ENDPOINTS, { url: receiver.url, ...order }, headers);
    expect(reply.status).toBe(201);
    receiver.secret = reply.body.secret;
    return { made: reply.body, receiver };
  }

  async function deliveries(id: string, query = ''): Promise<Delivery[]> {
    return (await world.call<{ data: Delivery[] }>('GET', `${ENDPOINTS}/${id}/deliveries?limit=100${query}`)).body.data;
  }

  const get = async (id: string) => (await world.call<Endpoint>('GET', `${ENDPOINTS}/${id}`)).body;

  it('tell every version of a payout, in order, signed, and nothing personal', async () => {
    const { receiver } = await endpoint();
    const { body } = await world.create({ ...toEmail('awa'), reference: `ref-${kind.name}` });
    const { version } = await world.settled(body.id);
    await until(async () => (receiver.of(body.id).length >= version ? true : null));
    const told = receiver.of(body.id);
    expect(told.map(({ data }) => data.version)).toEqual(Array.from({ length: version }, (_, index) => index + 1));
    expect(told[0]).toEqual({
      id: expect.any(String),
      type: 'payout.updated',
      timestamp: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      data: {
        id: body.id,
        object: 'payout',
        version: 1,
        status: 'queued',
        previousStatus: null,
        review: null,
        reference: `ref-${kind.name}`,
        batchId: null,
      },
    });
    for (const [index, { data }] of told.entries()) {
      expect(data.previousStatus).toBe(told[index - 1]?.data.status ?? null);
    }
    expect(told.at(-1)?.data.status).toBe('paid');
    expect(JSON.stringify(receiver.http.arrived)).not.toContain('awa@example.com');
    expect(receiver.refused).toEqual([]);
  });

  it('show an endpoint without its secret, and the secret once', async () => {
    const { made } = await endpoint({ types: ['payout.updated'] });
    const shape = {
      id: made.id,
      url: made.url,
      types: ['payout.updated'],
      signature: 'v1',
      publicKey: null,
      latest: false,
      enabled: true,
      disabledReason: null,
      stats: { successRate: null, p95Ms: null, oldestPendingAt: null },
      createdAt: made.createdAt,
    };
    expect(made).toEqual({ ...shape, secret: expect.stringMatching(/^whsec_/) });
    expect(await get(made.id)).toEqual(shape);
    const list = await world.call<{ data: Endpoint[] }>('GET', ENDPOINTS);
    expect(list.body).toEqual({ data: [shape], nextCursor: null });
    expect(world.output()).not.toContain(made.secret);
  });

  it('belong to their consumer, and need payouts:write', async () => {
    const { made, receiver } = await endpoint();
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/deliveries'],
      ['POST', '/test'],
      ['POST', '/rotate'],
      ['POST', '/recover'],
      ['POST', `/deliveries/${made.id}/retry`],
    ] as const) {
      const body = method === 'PATCH' ? { enabled: false } : path === '/recover' ? { since: SINCE } : undefined;
      const reply = await world.call(method, `${ENDPOINTS}/${made.id}${path}`, body, other);
      expect({ path, status: reply.status }).toEqual({ path, status: 404 });
    }
    const reader = { authorization: `Bearer ${READER_KEY}` };
    expect((await world.call('GET', ENDPOINTS, undefined, reader)).status).toBe(403);
    const theirs = await world.create(toPhone('00'), undefined, other);
    const ours = await world.create(toPhone('00'));
    await until(async () => (receiver.of(ours.body.id).length > 0 ? true : null));
    await world.settled(ours.body.id);
    expect(receiver.of(theirs.body.id)).toEqual([]);
  });

  it('keep to the types that were asked for, and accounts are told to whoever operates', async () => {
    const [accounts, payouts] = [
      await endpoint({ types: ['account.held', 'account.released'] }),
      await endpoint({ types: ['payout.updated'] }),
    ];
    const theirs = await WebhookReceiver.start();
    receivers.push(theirs);
    const made = await world.call<Endpoint>('POST', ENDPOINTS, { url: theirs.url }, other);
    theirs.secret = made.body.secret;
    await world.call('POST', '/v1/accounts/djamo/pause', { reason: 'ask Awa' });
    await world.call('POST', '/v1/accounts/djamo/resume');
    await until(async () => (accounts.receiver.messages.length >= 2 ? true : null));
    const [held, released] = accounts.receiver.messages;
    expect(held).toMatchObject({
      type: 'account.held',
      data: { name: 'djamo', object: 'account', hold: { reason: 'paused', until: null, by: 'shop' } },
    });
    expect(JSON.stringify(held)).not.toContain('Awa');
    expect(released).toMatchObject({ type: 'account.released', data: { name: 'djamo', hold: null } });
    const accountsOf = ({ messages }: WebhookReceiver) => messages.filter(({ type }) => type.startsWith('account'));
    expect([...accountsOf(payouts.receiver), ...accountsOf(theirs)]).toEqual([]);
    await world.call('DELETE', `${ENDPOINTS}/${made.body.id}`, undefined, other);
  });

  it('are signed with ed25519 as well where that was asked for', async () => {
    const { made, receiver } = await endpoint({ signature: 'v1a' });
    expect(made.publicKey).toMatch(/^whpk_/);
    await world.call('POST', `${ENDPOINTS}/${made.id}/test`);
    await until(async () => (receiver.messages.length > 0 ? true : null));
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.http.arrived;
    expect(isSignedByKey(String(made.publicKey), headers, body)).toBe(true);
    expect(isSignedByKey(String(made.publicKey), headers, `${body} `)).toBe(false);
    expect(receiver.refused).toEqual([]);
  });

  it('are signed with a secret of the consumer, and with the old one beside the new one after a rotation', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const { made, receiver } = await endpoint({ secret, ...QUIET });
    expect(made.secret).toBe(secret);
    const rotated = await world.call<Endpoint>('POST', `${ENDPOINTS}/${made.id}/rotate`);
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).not.toBe(secret);
    await world.call('POST', `${ENDPOINTS}/${made.id}/test`);
    await until(async () => (receiver.messages.length === 1 ? true : null));
    receiver.secret = rotated.body.secret;
    await world.call('POST', `${ENDPOINTS}/${made.id}/test`);
    await until(async () => (receiver.messages.length === 2 ? true : null));
    expect(receiver.refused).toEqual([]);
    expect(String(receiver.http.arrived[0]?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  });

  it('send a test event that is nobody else’s', async () => {
    const [one, two] = [await endpoint(QUIET), await endpoint(QUIET)];
    const reply = await world.call<Delivery>('POST', `${ENDPOINTS}/${one.made.id}/test`);
    expect(reply).toMatchObject({ status: 202, body: { type: 'endpoint.test', status: 'pending', attempt: 0 } });
    const delivered = await until(async () => {
      const [delivery] = await deliveries(one.made.id);
      return delivery?.status === 'delivered' ? delivery : null;
    });
    expect(delivered).toEqual({
      id: reply.body.id,
      eventId: one.receiver.messages[0]?.id,
      type: 'endpoint.test',
      attempt: 1,
      status: 'delivered',
      responseStatus: 200,
      nextAt: null,
      attempts: [
        {
          at: expect.any(String),
          responseStatus: 200,
          durationMs: expect.any(Number),
          error: null,
          responseBody: '{}',
        },
      ],
      createdAt: reply.body.createdAt,
    });
    expect(two.receiver.messages).toEqual([]);
    expect((await get(one.made.id)).stats).toMatchObject({ successRate: 1, p95Ms: expect.any(Number) });
  });

  it('come again, as the same event, five seconds after anything but a 2xx, with no redirect followed', async () => {
    const elsewhere = await WebhookReceiver.start();
    receivers.push(elsewhere);
    const { made, receiver } = await endpoint();
    receiver.answer = (_, before, response) => {
      if (before > 0) return response.end();
      response.writeHead(307, { location: elsewhere.url }).end('x'.repeat(5_000));
    };
    await world.call('POST', `${ENDPOINTS}/${made.id}/test`);
    const failed = await until(async () => (await deliveries(made.id)).find(({ attempt }) => attempt === 1) ?? null);
    expect(failed).toMatchObject({ status: 'pending', responseStatus: 307 });
    expect(failed.attempts[0]?.responseBody).toHaveLength(1_024);
    await until(async () => (receiver.messages.length === 2 ? true : null));
    const [first, second] = receiver.messages;
    expect(first?.id).toBe(second?.id);
    const [tried] = await until(async () => {
      const all = await deliveries(made.id, '&status=delivered');
      return all.length > 0 ? all : null;
    });
    const times = tried?.attempts.map(({ at }) => Date.parse(at)) ?? [];
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(5_000);
    expect(elsewhere.http.arrived).toEqual([]);
  });

  it('end for an endpoint that says 410, and the others are told', async () => {
    const [gone, still] = [await endpoint(), await endpoint({ types: ['endpoint.disabled'] })];
    gone.receiver.answer = (_, __, response) => response.writeHead(410).end();
    await world.call('POST', `${ENDPOINTS}/${gone.made.id}/test`);
    await until(async () => (still.receiver.messages.length > 0 ? true : null));
    expect(still.receiver.messages[0]).toMatchObject({
      type: 'endpoint.disabled',
      data: { id: gone.made.id, object: 'webhook_endpoint', disabledReason: 'gone' },
    });
    expect(await get(gone.made.id)).toMatchObject({ enabled: false, disabledReason: 'gone' });
    expect((await world.call('POST', `${ENDPOINTS}/${gone.made.id}/test`)).status).toBe(409);
  });

  it('wait for Retry-After', async () => {
    const { made, receiver } = await endpoint();
    receiver.answer = (_, before, response) =>
      before > 0 ? response.end() : response.writeHead(429, { 'retry-after': '8' }).end();
    await world.call('POST', `${ENDPOINTS}/${made.id}/test`);
    const [delivery] = await until(async () => {
      const all = await deliveries(made.id, '&status=delivered');
      return all.length > 0 ? all : null;
    });
    const times = delivery?.attempts.map(({ at }) => Date.parse(at)) ?? [];
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(8_000);
  });

  it('miss nothing after a pause when recover asks, and are not sent old things without', async () => {
    const { made, receiver } = await endpoint({ types: ['payout.updated'] });
    const since = new Date(Date.now() - 1_000).toISOString();
    const path = `${ENDPOINTS}/${made.id}`;
    expect((await world.call('PATCH', path, { enabled: false })).body).toMatchObject({
      enabled: false,
      disabledReason: 'requested',
    });
    const { body } = await world.create(toPhone('00'));
    const { version } = await world.settled(body.id);
    expect((await world.call('PATCH', path, { enabled: true })).body).toMatchObject({ enabled: true });
    await world.call('POST', `${path}/test`);
    await until(async () => (receiver.messages.length > 0 ? true : null));
    expect(receiver.of(body.id)).toEqual([]);
    const recovered = await world.call<{ deliveries: number }>('POST', `${path}/recover`, { since });
    expect(recovered.status).toBe(202);
    await until(async () => (receiver.of(body.id).length >= version ? true : null));
    expect(receiver.of(body.id).map(({ data }) => data.version)).toEqual(
      Array.from({ length: version }, (_, index) => index + 1),
    );
    // Nothing is left to recover.
    const again = await world.call<{ deliveries: number }>('POST', `${path}/recover`, { since });
    await until(async () => ((await deliveries(made.id, '&status=pending')).length === 0 ? true : null));
    expect(again.body).toEqual({ deliveries: expect.any(Number) });
    expect(receiver.of(body.id)).toHaveLength(version);
  });

  it('send one again that was delivered', async () => {
    const { made, receiver } = await endpoint(QUIET);
    const test = await world.call<Delivery>('POST', `${ENDPOINTS}/${made.id}/test`);
    await until(async () => (receiver.messages.length === 1 ? true : null));
    await until(async () => ((await deliveries(made.id))[0]?.status === 'delivered' ? true : null));
    const retried = await world.call('POST', `${ENDPOINTS}/${made.id}/deliveries/${test.body.id}/retry`);
    expect(retried).toMatchObject({ status: 202, body: { status: 'pending' } });
    await until(async () => (receiver.messages.length === 2 ? true : null));
    expect(receiver.messages[0]?.id).toBe(receiver.messages[1]?.id);
  });

  it('go to the new URL and of the new types after a change, and nowhere after a deletion', async () => {
    const { made, receiver } = await endpoint(QUIET);
    const moved = await WebhookReceiver.start();
    receivers.push(moved);
    moved.secret = made.secret;
    const path = `${ENDPOINTS}/${made.id}`;
    for (const url of ['http://10.0.0.1/', 'https://169.254.169.254/', 'ftp://example.com/']) {
      expect((await world.call('PATCH', path, { url })).status).toBe(422);
    }
    const changed = await world.call('PATCH', path, { url: moved.url, types: ['payout.updated'] });
    expect(changed).toMatchObject({ status: 200, body: { url: moved.url, types: ['payout.updated'], enabled: true } });
    const { body } = await world.create(toPhone('00'));
    await until(async () => (moved.of(body.id).length > 0 ? true : null));
    expect((await world.call('PATCH', path, { types: null })).body).toMatchObject({ url: moved.url, types: null });
    expect((await world.call('DELETE', path)).status).toBe(204);
    expect((await world.call('GET', path)).status).toBe(404);
    expect((await world.call('DELETE', path)).status).toBe(404);
    const { data } = (await world.call<{ data: Endpoint[] }>('GET', ENDPOINTS)).body;
    expect(data.map(({ id }) => id)).not.toContain(made.id);
    expect(receiver.http.arrived).toEqual([]);
  });

  it('are listed by status, type and time, page by page, and what waits longest is told', async () => {
    const { made, receiver } = await endpoint({ types: ['account.held'] });
    receiver.answer = ({ type }, _, response) => {
      // Nothing changes any more while the test looks.
      if (type === 'endpoint.test') response.writeHead(500, { 'retry-after': '3600' });
      response.end();
    };
    await world.call('POST', '/v1/accounts/jumia-credits/pause', { reason: 'x' });
    await world.call('POST', '/v1/accounts/jumia-credits/resume');
    await until(async () => ((await deliveries(made.id, '&status=delivered')).length === 1 ? true : null));
    await world.call('POST', `${ENDPOINTS}/${made.id}/test`);
    await until(async () => ((await deliveries(made.id))[0]?.responseStatus === 500 ? true : null));
    const all = await deliveries(made.id);
    const [test, held] = all;
    expect(all.map(({ type }) => type)).toEqual(['endpoint.test', 'account.held']);
    expect(await deliveries(made.id, '&status=pending')).toEqual([test]);
    expect(await deliveries(made.id, '&status=delivered')).toEqual([held]);
    expect(await deliveries(made.id, '&status=failed')).toEqual([]);
    expect(await deliveries(made.id, '&type=account.held')).toEqual([held]);
    expect(await deliveries(made.id, '&type=endpoint.test&status=delivered')).toEqual([]);
    expect(await deliveries(made.id, `&since=${String(test?.createdAt)}`)).toContainEqual(test);
    expect(await deliveries(made.id, `&since=${new Date(Date.now() + 3_600_000).toISOString()}`)).toEqual([]);
    for (const query of ['status=lost', 'type=payout.made', 'since=yesterday', 'colour=red']) {
      expect((await world.call('GET', `${ENDPOINTS}/${made.id}/deliveries?${query}`)).status).toBe(422);
    }
    const paged: Delivery[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `${ENDPOINTS}/${made.id}/deliveries?limit=1${cursor && `&cursor=${cursor}`}`;
      const page = await world.call<{ data: Delivery[]; nextCursor: string | null }>('GET', path);
      expect(page.body.data).toHaveLength(1);
      paged.push(...page.body.data);
      cursor = page.body.nextCursor;
    }
    expect(paged).toEqual(all);
    expect((await get(made.id)).stats).toEqual({
      successRate: 0.5,
      p95Ms: expect.any(Number),
      oldestPendingAt: test?.createdAt,
    });
  });

  it('fail without an answer within WEBHOOK_TIMEOUT, and without a connection', async () => {
    const { made, receiver } = await endpoint(QUIET);
    receiver.answer = () => undefined;
    await world.call('POST', `${ENDPOINTS}/${made.id}/test`);
    const tried = () => until(async () => (await deliveries(made.id)).find(({ attempt }) => attempt === 1) ?? null);
    expect(await tried()).toMatchObject({
      status: 'pending',
      responseStatus: null,
      attempts: [{ responseStatus: null, error: 'TIMEOUT', responseBody: null }],
    });
    await receiver.stop();
    const nobody = await endpoint(QUIET);
    await nobody.receiver.stop();
    await world.call('POST', `${ENDPOINTS}/${nobody.made.id}/test`);
    const refused = await until(
      async () => (await deliveries(nobody.made.id)).find((one) => one.attempt === 1) ?? null,
    );
    expect(refused).toMatchObject({ status: 'pending', attempts: [{ responseStatus: null, error: 'ECONNREFUSED' }] });
  });

  it('leave out old versions where the endpoint wants the latest only', async () => {
    const { made, receiver } = await endpoint({ latest: true, types: ['payout.updated'] });
    receiver.answer = (_, __, response) => response.writeHead(503).end();
    const { body } = await world.create(toPhone('00'));
    const { version } = await world.settled(body.id);
    receiver.messages.length = 0;
    receiver.answer = (_, __, response) => response.end();
    await until(async () => (receiver.of(body.id).some(({ data }) => data.version === version) ? true : null));
    await until(async () => ((await deliveries(made.id, '&status=pending')).length === 0 ? true : null));
    expect(receiver.of(body.id).map(({ data }) => data.version)).toEqual([version]);
  });

  it.each([
    [{ url: 'ftp://example.com' }, 'url'],
    [{ url: 'https://10.0.0.1' }, 'url'],
    [{ url: 7 }, 'url'],
    [{}, 'url'],
    [{ url: 'https://example.com', types: [] }, 'types'],
    [{ url: 'https://example.com', types: ['payout.created'] }, 'types'],
    [{ url: 'https://example.com', types: ['payout.updated', 'payout.updated'] }, 'types'],
    [{ url: 'https://example.com', secret: 'whsec_c2hvcnQ=' }, 'secret'],
    [{ url: 'https://example.com', signature: 'v2' }, 'signature'],
    [{ url: 'https://example.com', latest: 'yes' }, 'latest'],
    [{ url: 'https://example.com', colour: 'red' }, 'colour'],
  ])('refuse %j and name the field', async (order, field) => {
    const reply = await world.call<{ code: string; errors: { field: string }[] }>('POST', ENDPOINTS, order);
    expect({ status: reply.status, fields: reply.body.errors.map((one) => one.field) }).toEqual({
      status: 422,
      fields: expect.arrayContaining([field]),
    });
  });
});
