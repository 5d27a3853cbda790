import { DJAMO_SANDBOX_DEFAULTS } from '../src/sandbox/djamo/djamo-sandbox.js';
import { expectFoldedBooks } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { documentedFetch } from './support/openapi.js';
import { KEY, OTHER_KEY, type PayoutBody, READER_KEY, toEmail, toPhone, World } from './support/world.js';

interface Line {
  readonly id: string;
  readonly payoutId: string | null;
  readonly reference: string;
  readonly createdAt: string;
  readonly [told: string]: unknown;
}

interface Page {
  readonly data: readonly Line[];
  readonly nextCursor: string | null;
}

const LIST = '/v1/accounts/djamo/transactions';

describe.each(DATABASES)("the provider's own transactions on $name", (kind) => {
  let world: World;
  let mine: PayoutBody;
  let credit: PayoutBody;

  beforeAll(async () => {
    const callbacks = { PUBLIC_URL: 'http://127.0.0.1:9', CALLBACK_KEYS: 'k1:a-callback-key-of-the-test' };
    world = await World.start(kind, callbacks);
    mine = await world.settled((await world.create(toPhone('00'))).body.id);
    credit = await world.settled((await world.create(toEmail('awa'))).body.id);
  });
  afterAll(async () => {
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  const list = (query = '') => world.call<Page>('GET', `${LIST}${query}`);
  const one = (account: string, id: string) => world.call<Line>('GET', `/v1/accounts/${account}/transactions/${id}`);
  const sent = async () => (await world.allPosts()).length;

  /** Transfers that somebody else ordered with the same account. */
  async function strangers(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      const reply = await fetch(`${world.providers.djamo}/v1/transactions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${DJAMO_SANDBOX_DEFAULTS.accessToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          amount: 5_000,
          msisdn: '+2250701020300',
          reference: `by-hand-${crypto.randomUUID()}`,
          type: 'transfer',
          description: 'By hand',
        }),
      });
      expect(reply.status).toBe(201);
    }
  }

  it('shows what Djamo recorded about a payout', async () => {
    expect(mine).toMatchObject({ status: 'paid', fee: '50' });
    const { body: told } = await one('djamo', String(mine.providerId));
    expect(mine.providerData).toEqual({
      totalAmount: '5050',
      batchId: null,
      createdAt: told.createdAt,
      updatedAt: told.updatedAt,
    });
    // JumiaPay's document does not show the content of its times.
    expect(credit.providerData).toBeNull();
  });

  it('lists what Djamo has in its own words, with our payout or null, over all pages', async () => {
    await strangers(20);
    const posts = await sent();
    const first = (await list()).body;
    expect(first.data).toHaveLength(15);
    const second = (await list(`?cursor=${first.nextCursor}`)).body;
    expect(second.nextCursor).toBeNull();
    const lines = [...first.data, ...second.data];
    expect(new Set(lines.map(({ id }) => id)).size).toBe(21);
    expect(lines.filter(({ payoutId }) => payoutId !== null)).toEqual([
      expect.objectContaining({ id: mine.providerId, payoutId: mine.id, reference: mine.id, amount: 5_000, fee: 50 }),
    ]);
    expect(await sent()).toBe(posts);
  });

  it('shows the window that is asked for, the start included and the end not', async () => {
    const [line] = (await list()).body.data.filter(({ payoutId }) => payoutId === null);
    const at = line?.createdAt ?? '';
    const ids = async (query: string) => {
      const found: string[] = [];
      for (let next: string | null = ''; next !== null; ) {
        const { body }: { body: Page } = await list(`${query}${next && `&cursor=${next}`}`);
        found.push(...body.data.map(({ id }) => id));
        next = body.nextCursor;
      }
      return found;
    };
    const later = new Date(Date.parse(at) + 1).toISOString();
    expect(await ids(`?from=${at}&to=${later}`)).toContain(line?.id);
    expect(await ids(`?to=${at}`)).not.toContain(line?.id);
    expect(await ids(`?from=${later}`)).not.toContain(line?.id);
  });

  it("reads one transaction: Djamo's by id, JumiaPay's credit by uuid or by our id", async () => {
    expect((await one('djamo', String(mine.providerId))).body).toMatchObject({
      id: mine.providerId,
      payoutId: mine.id,
      status: 'completed',
      failureReason: null,
    });
    const byUuid = await one('jumia-credits', String(credit.providerId));
    const byPartner = await one('jumia-credits', `partner:${credit.id}`);
    expect(byUuid.body).toMatchObject({ uuid: credit.providerId, payoutId: credit.id, partner_credit_id: credit.id });
    expect(byPartner.body).toEqual(byUuid.body);
  });

  it('shows no token of a callback address', async () => {
    const { body } = await one('jumia-credits', `partner:${credit.id}`);
    expect(body.callback_url).toBe('http://127.0.0.1:9/v1/callbacks/jumia-credits');
  });

  it.each([
    ['an unknown account', '/v1/accounts/nobody/transactions'],
    ["JumiaPay's list", '/v1/accounts/jumia-credits/transactions'],
    ['an unknown transaction', `${LIST}/txn_unknown`],
    ['an unknown credit', '/v1/accounts/jumia-credits/transactions/partner:unknown'],
    ['a malformed id', `${LIST}/%C3%A9`],
    ['dots', '/v1/accounts/jumia-credits/transactions/partner:..'],
  ])('answers 404 to %s', async (_, path) => {
    expect(await world.call('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it.each([
    ['?from=yesterday', 422, 'from'],
    ['?limit=5', 422, 'limit'],
    ['?cursor=abc', 400, 'cursor'],
  ])('refuses %s with %i that names %s', async (query, status, field) => {
    const refused = await world.call('GET', `${LIST}${query}`);
    expect(refused).toMatchObject({ status, body: { errors: [{ field }] } });
  });

  it('refuses the cursor of another window', async () => {
    const { body } = await list('?from=2020-01-01T00:00:00Z');
    expect((await list(`?cursor=${body.nextCursor}`)).status).toBe(400);
  });

  it('is for operations only', async () => {
    for (const key of [OTHER_KEY, READER_KEY]) {
      const headers = { authorization: `Bearer ${key}` };
      for (const path of [LIST, `${LIST}/${mine.providerId}`]) {
        expect((await world.call('GET', path, undefined, headers)).status).toBe(403);
      }
    }
  });

  it('reads no faster than READ_RATE, together with the worker', async () => {
    const slow = await world.anotherInstance({ READ_RATE: '1/s', WORKER: 'off' });
    const begun = Date.now();
    const replies = await Promise.all(
      Array.from({ length: 12 }, () =>
        documentedFetch(`${slow.url}${LIST}`, { headers: { authorization: `Bearer ${KEY}` } }),
      ),
    );
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect(count(200) + count(429)).toBe(12);
    // One at once, then one a second.
    expect(count(200)).toBeLessThanOrEqual(1 + Math.ceil((Date.now() - begun) / 1_000));
    const refused = replies.find((reply) => reply.status === 429);
    expect(refused?.headers.get('retry-after')).toBe('5');
    expect(await refused?.json()).toMatchObject({ code: 'rate_limited' });
    await slow.end('SIGTERM');
  });

  it('answers 502 when the provider cannot be read', async () => {
    await world.sandbox('djamo', 'POST', 'faults', { fault: 'error-500', on: 'read', times: 2 });
    for (const path of [LIST, `${LIST}/${mine.providerId}`]) {
      expect(await world.call('GET', path)).toMatchObject({ status: 502, body: { code: 'provider_unavailable' } });
    }
  });
});
