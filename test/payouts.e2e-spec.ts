import { expectFoldedBooks, judge } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { type PayoutBody, toEmail, toPhone, until, World } from './support/world.js';

interface Outcome {
  readonly ending: string;
  readonly word: string;
  readonly status: string;
  readonly review: string | null;
  readonly failure: string | null;
  /** How many POSTs may arrive. */
  readonly posts: { readonly djamo: number; readonly jumia: number };
}

const once = { djamo: 1, jumia: 1 };
const PAID = { status: 'paid', review: null, failure: null, posts: once };
const OUTCOMES: readonly Outcome[] = [
  { ending: '11', word: 'late-failure', status: 'failed', review: null, failure: 'failed', posts: once },
  { ending: '13', word: 'unknown-word', ...PAID },
  { ending: '14', word: 'mismatch', status: 'unconfirmed', review: 'mismatch', failure: null, posts: once },
  { ending: '21', word: 'refused', status: 'failed', review: null, failure: 'refused', posts: once },
  { ending: '22', word: 'throttled', ...PAID, posts: { djamo: 2, jumia: 2 } },
  { ending: '31', word: 'lost-reply', ...PAID },
  { ending: '32', word: 'error-500-executed', ...PAID },
  { ending: '33', word: 'error-422-executed', ...PAID },
  { ending: '38', word: 'error-401-executed', ...PAID },
  { ending: '39', word: 'error-404-executed', ...PAID },
  { ending: '30', word: 'error-429-executed', ...PAID },
  { ending: '34', word: 'truncated', ...PAID },
  { ending: '35', word: 'slow', ...PAID },
  { ending: '36', word: 'hang-executed', ...PAID },
  { ending: '37', word: 'late-execution', ...PAID, posts: { djamo: 1, jumia: 2 } },
];

const UNPROVEN = [
  { ending: '28', word: 'empty-401' },
  { ending: '29', word: 'empty-404' },
  { ending: '23', word: 'unavailable' },
  { ending: '24', word: 'html-403' },
  { ending: '26', word: 'html-404' },
  { ending: '25', word: 'redirect' },
  { ending: '41', word: 'lost-request' },
  { ending: '42', word: 'error-500' },
];

describe.each(DATABASES)('payouts end to end on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind);
  });
  afterAll(async () => {
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  it.each([
    ['Djamo', toPhone('00')],
    ['JumiaPay', toEmail('awa')],
  ])('pays through %s with one POST', async (_, request) => {
    const created = await world.create({ ...request, reference: `paid-${_}`, metadata: { month: 'November' } });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/v1/payouts/${created.body.id}`);
    expect(created.body).toMatchObject({
      object: 'payout',
      status: 'queued',
      version: 1,
      amount: '5000',
      review: null,
    });
    const paid = await world.settled(created.body.id);
    expect(paid).toMatchObject({ status: 'paid', failure: null, metadata: { month: 'November' } });
    expect(paid.settledAt).not.toBeNull();
    expect(await world.posts(paid.id)).toEqual([expect.objectContaining({ answered: 201, executed: true })]);
  });

  describe('each fault of a provider', () => {
    const ids = new Map<string, string>();

    // All at once, as on payday: the tests below only read what became of each.
    beforeAll(async () => {
      for (const { ending, word } of [...OUTCOMES, ...UNPROVEN]) {
        ids.set(ending, (await world.create(toPhone(ending))).body.id);
        ids.set(word, (await world.create(toEmail(word))).body.id);
      }
    });

    it.each(OUTCOMES)('$word ends $status, review $review, failure $failure', async (outcome) => {
      const { ending, word, status, review, failure, posts } = outcome;
      for (const [input, most] of [
        [ending, posts.djamo],
        [word, posts.jumia],
      ] as const) {
        const payout = await ended(ids.get(input) ?? '', status);
        const told = {
          status: payout.status,
          review: payout.review?.reason ?? null,
          failure: payout.failure?.code ?? null,
        };
        expect(told).toEqual({ status, review, failure });
        expect((await world.posts(payout.id)).length).toBeLessThanOrEqual(most);
      }
    });

    // Not executed, but nobody can prove it: at Djamo a person has to look, JumiaPay never executes an id twice.
    it.each(UNPROVEN)('$word is never sent again at Djamo, and sent again at JumiaPay', async ({ ending, word }) => {
      const parked = await ended(ids.get(ending) ?? '', 'unconfirmed');
      expect(parked.review?.reason).toBe('absent_at_provider');
      expect(await world.posts(parked.id)).toHaveLength(1);
      const paid = await world.settled(ids.get(word) ?? '');
      expect(paid.status).toBe('paid');
      expect(await world.posts(paid.id)).toHaveLength(2);
    });
  });

  it('a parked payout leaves review when the provider finds it after all', async () => {
    await world.sandbox('djamo', 'POST', 'settings', { lateExecutionMs: 6_000 });
    const { body } = await world.create(toPhone('37'));
    const parked = await world.settled(body.id);
    expect(parked.review?.reason).toBe('absent_at_provider');
    const paid = await until(async () => {
      const payout = await world.payout(body.id);
      return payout.status === 'paid' ? payout : null;
    });
    expect(paid.review).toBeNull();
    expect(await world.posts(paid.id)).toHaveLength(1);
  });

  it.each([
    ['GET', '/v1/payouts?foo=bar', undefined],
    ['GET', '/v1/payouts/ID?foo=bar', undefined],
    ['GET', '/v1/payouts/ID/events?foo=bar', undefined],
    ['GET', '/v1/payouts/ID/callbacks?foo=bar', undefined],
    ['GET', '/v1/payouts/ID/explanation?foo=bar', undefined],
    ['GET', '/v1/accounts?foo=bar', undefined],
    ['POST', '/v1/payouts?foo=bar', toPhone('00')],
    ['POST', '/v1/payouts/ID/cancel', { foo: 'bar' }],
    ['POST', '/v1/payouts/ID/refresh', { foo: 'bar' }],
    ['POST', '/v1/payouts/ID/approve', { foo: 'bar' }],
    ['POST', '/v1/accounts/djamo/resume', { foo: 'bar' }],
  ] as const)('refuses a field that %s %s does not have', async (method, path, sent) => {
    const { id } = (await world.create(toPhone('00'))).body;
    const refused = await world.call(method, path.replace('ID', id), sent, { 'idempotency-key': 'unknown fields' });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'foo', message: 'is not a known field' }] },
    });
  });

  it('tells of thousands of fields that a route does not read in one problem', async () => {
    const { id } = (await world.create(toPhone('00'))).body;
    const sent = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`field ${index}`, 1]));
    const refused = await world.call('POST', `/v1/payouts/${id}/approve`, sent);
    const errors = [{ field: 'body', message: 'has more than 100 parts' }];
    expect(refused).toMatchObject({ status: 422, body: { errors } });
  });

  it('says once what is wrong with a limit', async () => {
    const refused = await world.call('GET', '/v1/payouts?limit=abc');
    const errors = [{ field: 'limit', message: 'must be an integer from 1 to 100' }];
    expect(refused).toMatchObject({ status: 422, body: { errors } });
    expect(refused.body.errors).toHaveLength(1);
  });

  it('names the reason that a pause without a body lacks', async () => {
    const refused = await world.call('POST', '/v1/accounts/djamo/pause');
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'reason' }] } });
  });

  it('the ledgers agree with the books', async () => {
    await judge(world, []);
  });

  it('prints no secret, phone number or e-mail address', () => {
    expect(world.service.output()).not.toMatch(/at_sandbox|sandbox-api-key|test-key|\+225\d|@example\.com/);
  });

  async function ended(id: string, status: string): Promise<PayoutBody> {
    return until(async () => {
      const payout = await world.payout(id);
      return payout.status === status && (status !== 'unconfirmed' || payout.review) ? payout : null;
    });
  }
});
