import { expectFoldedBooks } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { type PayoutBody, toEmail, toPhone, until, World } from './support/world.js';

interface Cancelled extends PayoutBody {
  readonly cancellation: { readonly status: string; readonly reason: string | null } | null;
}

describe.each(DATABASES)('life after paid, with callbacks off, on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind);
  });
  afterAll(async () => {
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  async function paid(word: string): Promise<Cancelled> {
    return (await world.settled((await world.create(toEmail(word))).body.id)) as Cancelled;
  }

  const cancel = (id: string) => world.call<Cancelled>('POST', `/v1/payouts/${id}/cancel`);

  async function cancellation(id: string, status: string): Promise<Cancelled> {
    return until(async () => {
      const payout = (await world.payout(id)) as Cancelled;
      return payout.cancellation?.status === status ? payout : null;
    });
  }

  /** As soon as a read is allowed again: the last one was made for the test's own waiting. */
  async function refreshed(id: string): Promise<Cancelled> {
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    return (await world.call<Cancelled>('POST', `/v1/payouts/${id}/refresh`)).body;
  }

  it('takes a credit back: 202, then returned with what was not spent', async () => {
    const { id } = await paid('awa');
    await world.sandbox('jumia', 'POST', `transactions/${id}`, { used: '1500' });
    const requested = await cancel(id);
    expect([requested.status, requested.body.cancellation?.status]).toEqual([202, 'requested']);
    expect((await cancel(id)).status).toBe(202);
    const done = await cancellation(id, 'done');
    expect(done).toMatchObject({
      status: 'returned',
      usedAmount: '1500',
      returnedAmount: '3500',
      returnReason: 'canceled',
    });
    expect((await cancel(id)).status).toBe(409);
  });

  it('leaves a credit paid of which everything was spent', async () => {
    const { id } = await paid('ama');
    await world.sandbox('jumia', 'POST', `transactions/${id}`, { used: '5000' });
    await cancel(id);
    expect(await cancellation(id, 'done')).toMatchObject({ status: 'paid', usedAmount: '5000', returnedAmount: null });
  });

  it('settles a cancel POST without an answer by reading', async () => {
    const { id } = await paid('adjoua');
    await world.sandbox('jumia', 'POST', 'faults', { fault: 'lost-reply', on: 'cancel' });
    await cancel(id);
    expect(await cancellation(id, 'done')).toMatchObject({ status: 'returned', returnedAmount: '5000' });
  });

  it('tells of a cancellation that the provider could not carry out, and of its success later', async () => {
    const { id } = await paid('cancel-fails');
    await cancel(id);
    const failed = await cancellation(id, 'failed');
    expect(failed.status).toBe('paid');
    await world.sandbox('jumia', 'POST', `transactions/${id}`, { status: 'cancelled' });
    expect(await refreshed(id)).toMatchObject({ status: 'returned', cancellation: { status: 'done' } });
  });

  it('tells of a credit that was cancelled without us, and of one that expired', async () => {
    for (const [status, reason] of [
      ['cancelled', 'canceled'],
      ['expired', 'expired'],
    ]) {
      const { id } = await paid(`without-us-${reason}`);
      await world.sandbox('jumia', 'POST', `transactions/${id}`, { status });
      expect(await refreshed(id)).toMatchObject({
        status: 'returned',
        returnReason: reason,
        returnedAmount: '5000',
        cancellation: null,
      });
    }
  });

  it('takes nothing back at Djamo', async () => {
    const { body } = await world.create(toPhone('00'));
    await world.settled(body.id);
    const refused = await cancel(body.id);
    expect([refused.status, refused.body.code, refused.body.payoutStatus]).toEqual([409, 'state_conflict', 'paid']);
  });

  it.each([
    ['00', 'complete', true],
    ['51', 'awaiting_data', false],
    ['57', 'suspected', false],
    ['58', null, false],
  ])('a recipient that ends in %s has the status %s', async (ending, kycStatus, payable) => {
    const checked = await world.call('GET', `/v1/recipients/check?msisdn=+22507010203${ending}`);
    expect([checked.status, checked.body]).toEqual([
      200,
      { provider: 'djamo', account: 'djamo', msisdn: `+22507010203${ending}`, kycStatus, payable },
    ]);
  });

  /** A run over the last day; resolves with what it found, by kind. */
  async function statement(): Promise<{ kind: string; payoutId: string | null; [field: string]: unknown }[]> {
    // The clocks of database and provider differ by a little: what has just been made must be in the window.
    const windowEnd = new Date(Date.now() + 60_000).toISOString();
    const request = { kind: 'statement', account: 'djamo', until: windowEnd };
    const started = await world.call<{ id: string }>('POST', '/v1/reconciliation-runs', request);
    const path = `/v1/reconciliation-runs/${started.body.id}`;
    expect([started.status, started.headers.get('location')]).toEqual([202, path]);
    const run = await until(async () => {
      const answer = await world.call<{ status: string; counts: { discrepancies: number } }>('GET', path);
      return answer.body.status === 'running' ? null : answer.body;
    });
    const { body } = await world.call<{ data: { kind: string; payoutId: string | null }[] }>(
      'GET',
      `${path}/discrepancies`,
    );
    expect(run).toMatchObject({ status: 'done', counts: { discrepancies: body.data.length } });
    return body.data;
  }

  it('compares a statement with the books: strangers, other amounts, other states, and nothing that agrees', async () => {
    const agreeing = (await world.create(toPhone('00'))).body;
    const differing = (await world.create(toPhone('14'))).body;
    const failed = (await world.create(toPhone('00'))).body;
    for (const { id } of [agreeing, differing, failed]) await world.settled(id);
    await world.sandbox('djamo', 'POST', `transactions/${failed.id}`, { status: 'failed' });
    const stranger = { amount: 7_000, msisdn: '+2250701020300', reference: 'not-ours' };
    await world.sandbox('djamo', 'POST', 'strangers', stranger);
    const found = await statement();
    const about = (id: string) => found.filter(({ payoutId }) => payoutId === id);
    expect(found.filter(({ kind }) => kind === 'stranger')).toEqual([
      expect.objectContaining({ reference: 'not-ours', payoutId: null, actual: '7000' }),
    ]);
    expect(about(agreeing.id)).toEqual([]);
    expect(about(differing.id)).toContainEqual(
      expect.objectContaining({ kind: 'amount_differs', expected: '5000', actual: '5001' }),
    );
    expect(about(failed.id)).toEqual([
      expect.objectContaining({ kind: 'status_differs', expected: 'paid', actual: 'failed' }),
    ]);
    // What differed is read again: the contradiction waits for a person.
    await until(async () => ((await world.payout(failed.id)).review?.reason === 'conflict' ? true : null));
  });

  it('misses in a statement what we believe paid, and holds an account that paid what was never sent', async () => {
    const { id } = (await world.create(toPhone('00'))).body;
    await world.settled(id);
    await world.sandbox('djamo', 'POST', 'reset');
    expect((await statement()).filter(({ payoutId }) => payoutId === id)).toEqual([
      expect.objectContaining({ kind: 'missing', expected: 'paid' }),
    ]);
    await world.restart('SIGTERM', { WORKER: 'off' });
    const unsent = (await world.create(toPhone('00'))).body;
    await world.sandbox('djamo', 'POST', 'strangers', {
      amount: 5_000,
      msisdn: '+2250701020300',
      reference: unsent.id,
    });
    await statement();
    const { body } = await world.call<{ data: { name: string; hold: object | null }[] }>('GET', '/v1/accounts');
    expect(body.data.find(({ name }) => name === 'djamo')?.hold).toMatchObject({ reason: 'unexplained_transaction' });
    await world.call('POST', '/v1/accounts/djamo/resume');
    await world.call('POST', `/v1/payouts/${unsent.id}/cancel`);
  });

  it('shows a second transfer of a payout in a statement: a person is asked, and nothing more is sent', async () => {
    await world.restart('SIGTERM', {});
    const { id } = (await world.create(toPhone('00'))).body;
    const { providerId } = await world.settled(id);
    await world.sandbox('djamo', 'POST', 'strangers', { amount: 5_000, msisdn: '+2250701020300', reference: id });
    const about = (await statement()).filter(({ payoutId }) => payoutId === id);
    expect(about).toEqual([expect.objectContaining({ kind: 'duplicate', expected: providerId })]);
    expect(await world.payout(id)).toMatchObject({ status: 'paid', providerId, review: { reason: 'conflict' } });
    const { body } = await world.call<{ data: { name: string; hold: object | null }[] }>('GET', '/v1/accounts');
    expect(body.data.find(({ name }) => name === 'djamo')?.hold).toMatchObject({ reason: 'unexplained_transaction' });
    await world.call('POST', '/v1/accounts/djamo/resume');
  });

  it('does what is due in a run, and counts it', async () => {
    await world.restart('SIGTERM', { WORKER: 'off' });
    const { body } = await world.create(toPhone('00'));
    const started = await world.call<{ id: string }>('POST', '/v1/reconciliation-runs', { kind: 'due' });
    const run = await until(async () => {
      const answer = await world.call<{ status: string; counts: object }>(
        'GET',
        `/v1/reconciliation-runs/${started.body.id}`,
      );
      return answer.body.status === 'done' ? answer.body : null;
    });
    expect(run.counts).toMatchObject({ submitted: 1, errors: 0 });
    expect(['processing', 'paid']).toContain((await world.payout(body.id)).status);
  });
});

describe('a recipient that must be verified', () => {
  it('is checked before the first POST: whoever is not complete fails unsent', async () => {
    const [kind] = DATABASES;
    if (!kind) return;
    const world = await World.start(kind, { DJAMO_REQUIRE_VERIFIED_RECIPIENT: 'true' });
    const { body: verified } = await world.create(toPhone('00'));
    const { body: rejected } = await world.create(toPhone('55'));
    expect((await world.settled(verified.id)).status).toBe('paid');
    expect(await world.settled(rejected.id)).toMatchObject({
      status: 'failed',
      failure: { code: 'recipient_not_payable', providerReason: 'rejected' },
    });
    expect(await world.posts(rejected.id)).toEqual([]);
    await world.stop();
  });
});
