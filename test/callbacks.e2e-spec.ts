import { createHmac, randomUUID } from 'node:crypto';
import { makeCapability } from '../src/common/signatures.js';
import { DJAMO_SANDBOX_DEFAULTS } from '../src/sandbox/djamo/djamo-sandbox.js';
import { expectFoldedBooks } from './support/books.js';
import { CONTENT_TYPES, postAs } from './support/content-types.js';
import { DATABASES } from './support/databases.js';
import { freePort } from './support/mariadb-server.js';
import { documentedFetch } from './support/openapi.js';
import { OTHER_KEY, type PayoutBody, toEmail, toPhone, until, World } from './support/world.js';

const CURRENT = { kid: 'k2', secret: 'a-current-callback-key' };
const PREVIOUS = { kid: 'k1', secret: 'a-previous-callback-key' };
const RETIRED = { kid: 'k0', secret: 'a-retired-callback-key' };
const SECRET = DJAMO_SANDBOX_DEFAULTS.webhookSecret;

const sign = (body: string, secret = SECRET) => createHmac('sha256', secret).update(body).digest();
const signed = (body: string) => ({ 'x-djamo-hmac-sha256': sign(body).toString('base64') });

describe.each(DATABASES)('callbacks on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    const PORT = String(await freePort());
    world = await World.start(kind, {
      PORT,
      PUBLIC_URL: `http://127.0.0.1:${PORT}`,
      CALLBACK_KEYS: [CURRENT, PREVIOUS].map(({ kid, secret }) => `${kid}:${secret}`).join(','),
      DJAMO_WEBHOOK_SECRET: SECRET,
      // Reading by the plan alone would take an hour: what happens sooner, a callback has caused.
      POLL_PLAN: '1h',
    });
  });
  afterAll(async () => {
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  async function post(path: string, body: string, headers: Record<string, string> = {}) {
    const reply = await documentedFetch(`${world.service.url}/v1/callbacks/${path}`, { method: 'POST', body, headers });
    return { status: reply.status, text: await reply.text() };
  }

  it('registers the three topics at Djamo once, over restarts', async () => {
    const topics = async () => {
      const reply = await fetch(`${world.providers.djamo}/v1/webhooks`, {
        headers: { authorization: `Bearer ${DJAMO_SANDBOX_DEFAULTS.accessToken}` },
      });
      return ((await reply.json()) as { data: { topic: string }[] }).data.map(({ topic }) => topic);
    };
    await until(async () => ((await topics()).length === 3 ? true : null));
    await world.restart('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await topics()).toHaveLength(3);
    expect(new Set(await topics())).toEqual(
      new Set(['transaction/completed', 'transaction/failed', 'transaction/started']),
    );
  });

  it.each([
    ['Djamo', toPhone('00')],
    ['JumiaPay', toEmail('awa')],
  ])('a callback of %s has the payout read long before its plan', async (_, request) => {
    const { body } = await world.create(request);
    expect((await world.settled(body.id)).status).toBe('paid');
  });

  it("takes the reason of a failure from JumiaPay's callback once its own read says failed", async () => {
    const { body } = await world.create(toEmail('late-failure'));
    const failed = await until(async () => {
      const payout = await world.payout(body.id);
      return payout.failure?.providerReason ? payout : null;
    });
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'failed' } });
    const events = await world.call<{ data: { type: string; source: string }[] }>(
      'GET',
      `/v1/payouts/${body.id}/events`,
    );
    expect(events.body.data).toContainEqual(expect.objectContaining({ type: 'annotated', source: 'callback' }));
  });

  it('about a usage makes an event with the old and the new one, of the source callback', async () => {
    const { body } = await world.create(toEmail('akua'));
    await world.settled(body.id);
    for (const used of ['1500', '2500']) {
      await world.sandbox('jumia', 'POST', `transactions/${body.id}`, { used });
      await until(async () => ((await world.payout(body.id)).usedAmount === used ? true : null));
    }
    const events = await world.call<{ data: { source: string; data: Record<string, unknown> }[] }>(
      'GET',
      `/v1/payouts/${body.id}/events`,
    );
    expect(events.body.data.filter(({ data }) => 'newUsage' in data).map(({ source, data }) => [source, data])).toEqual(
      [
        [expect.any(String), expect.objectContaining({ newUsage: '0' })],
        ['callback', expect.objectContaining({ oldUsage: '0', newUsage: '1500' })],
        ['callback', expect.objectContaining({ oldUsage: '1500', newUsage: '2500' })],
      ],
    );
  });

  describe('a forged one', () => {
    let paid: PayoutBody;
    let foreign: PayoutBody;
    beforeAll(async () => {
      paid = await world.settled((await world.create(toEmail('awa'))).body.id);
      foreign = await world.settled((await world.create(toEmail('ama'))).body.id);
    });

    const credit = (id: string) =>
      JSON.stringify({ type: 'CREDIT_STATUS_CHANGE', new_status: 'failed', credit: { partner_credit_id: id } });

    it.each([
      ['without a token', () => ['jumia-credits', credit(paid.id)]],
      [
        'with a token of a retired key',
        () => [`jumia-credits?c=${makeCapability(RETIRED, 'jumia-credits', paid.id)}`, credit(paid.id)],
      ],
      [
        'with a cut token',
        () => [`jumia-credits?c=${makeCapability(CURRENT, 'jumia-credits', paid.id).slice(0, -1)}`, credit(paid.id)],
      ],
      [
        'with two tokens',
        () => [`jumia-credits?c=${makeCapability(CURRENT, 'jumia-credits', paid.id)}&c=x`, credit(paid.id)],
      ],
      [
        'about another payout than its token',
        () => [`jumia-credits?c=${makeCapability(CURRENT, 'jumia-credits', foreign.id)}`, credit(paid.id)],
      ],
      ['without a signature', () => ['djamo/djamo', '{}']],
      ['for an account that is not there', () => ['djamo/nobody', '{}', signed('{}')]],
      ['for a provider that is not there', () => ['nobody', '{}', signed('{}')]],
      ['with a signature in hex', () => ['djamo/djamo', '{}', { 'x-djamo-hmac-sha256': sign('{}').toString('hex') }]],
      [
        'with a wrong secret',
        () => ['djamo/djamo', '{}', { 'x-djamo-hmac-sha256': sign('{}', 'wrong').toString('base64') }],
      ],
      ['signed for another body', () => ['djamo/djamo', '{"a":1}', signed('{}')]],
    ] as [string, () => [string, string, Record<string, string>?]][])(
      '%s is 401 with a constant body and changes nothing',
      async (_, make) => {
        const [path, body, headers] = make();
        expect(await post(path, body, headers)).toEqual({ status: 401, text: '{"code":"unauthorized"}' });
        expect(await world.payout(paid.id)).toEqual(paid);
      },
    );
  });

  it('believes no authentic body: only what the provider answers counts', async () => {
    const { body } = await world.create(toPhone('00'));
    const paid = await world.settled(body.id);
    const lie = JSON.stringify({
      topic: 'transactions/failed',
      data: { reference: paid.id, status: 'failed', amount: 1 },
    });
    expect(await post('djamo/djamo', lie, signed(lie))).toEqual({ status: 200, text: '{}' });
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await world.payout(paid.id)).toEqual(paid);
  });

  it.each(CONTENT_TYPES)('takes any content type: %j', async (type) => {
    const path = `jumia-credits?c=${makeCapability(PREVIOUS, 'jumia-credits', randomUUID())}`;
    const url = `${world.service.url}/v1/callbacks/${path}`;
    expect(await postAs(type, url, Buffer.from('events=[not json'))).toEqual({ status: 200, text: '{}' });
  });

  it('holds the accounts of a provider that calls about a payout which the books have lost', async () => {
    const held = await until(async () => {
      const { body } = await world.call<{ data: { name: string; hold: { reason: string } | null }[] }>(
        'GET',
        '/v1/accounts',
      );
      return body.data.find(({ name }) => name === 'jumia-credits') ?? null;
    });
    expect(held.hold?.reason).toBe('unexplained_transaction');
  });

  it("shows a payout's own consumer what the callbacks about it said, and how often", async () => {
    const { body } = await world.create(toPhone('00'));
    await world.settled(body.id);
    const text = JSON.stringify({ topic: 'transactions/completed', data: { reference: body.id, status: 'completed' } });
    for (const _ of ['first', 'again']) expect((await post('djamo/djamo', text, signed(text))).status).toBe(200);
    const path = `/v1/payouts/${body.id}/callbacks`;
    const { data } = (await world.call<{ data: { type: string | null; count: number }[] }>('GET', path)).body;
    expect(data.find(({ count }) => count === 2)).toEqual({
      type: 'transactions/completed',
      oldStatus: null,
      newStatus: 'completed',
      oldUsage: null,
      newUsage: null,
      reason: null,
      count: 2,
      firstAt: expect.stringMatching(/Z$/),
      lastAt: expect.stringMatching(/Z$/),
    });
    expect((await world.call('GET', path, undefined, { authorization: `Bearer ${OTHER_KEY}` })).status).toBe(404);
  });

  it('lists what no payout of ours explains, beside what runs have found', async () => {
    const reference = crypto.randomUUID();
    const text = JSON.stringify({ data: { reference } });
    const since = new Date(Date.now() - 60_000).toISOString();
    expect((await post('djamo/djamo', text, signed(text))).status).toBe(200);
    const list = (query: string) =>
      world.call<{ data: { reference: string; runId: string | null }[] }>('GET', `/v1/discrepancies?${query}`);
    const found = (await list(`account=djamo&since=${since}&limit=100`)).body.data;
    expect(found.filter((one) => one.reference === reference)).toMatchObject([{ kind: 'stranger', runId: null }]);
    expect((await list('account=jumia-credits')).body.data.filter((one) => one.reference === reference)).toEqual([]);
    expect((await list(`since=${new Date(Date.now() + 3_600_000).toISOString()}`)).body.data).toEqual([]);
    expect((await list('since=yesterday')).status).toBe(422);
  });

  it('answers 413 to what is too long, before anything else', async () => {
    expect((await post('djamo/djamo', 'x'.repeat(65_537))).status).toBe(413);
  });

  it('answers a thousand callbacks about one payout with a handful of reads', async () => {
    const { body } = await world.create(toPhone('00'));
    await world.settled(body.id);
    const before = (await world.sandbox<unknown[]>('djamo', 'GET', 'requests')).length;
    const bodies = Array.from({ length: 1_000 }, (_, index) => JSON.stringify({ data: { reference: body.id }, index }));
    const answers: Awaited<ReturnType<typeof post>>[] = [];
    // A hundred at once: on a busy machine the headers of a thousand would not arrive within their deadline.
    while (bodies.length > 0) {
      const some = bodies.splice(0, 100).map((text) => post('djamo/djamo', text, signed(text)));
      answers.push(...(await Promise.all(some)));
    }
    expect(answers).toHaveLength(1_000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await world.sandbox<unknown[]>('djamo', 'GET', 'requests')).length).toBe(before);
  });

  it('prints no token, signature or body', () => {
    expect(world.service.output()).not.toMatch(/c=k[012]\.|callback-key|CREDIT_STATUS|webhook-secret/);
  });
});
