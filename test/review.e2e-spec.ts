import { expectFoldedBooks } from './support/books.js';
import { cauri, documentOf } from './support/command.js';
import { DATABASES } from './support/databases.js';
import { type Answer, KEY, OTHER_KEY, type PayoutBody, toEmail, toPhone, until, World } from './support/world.js';

const QUARANTINE_MS = 8_000;
const SETTINGS = {
  RESEND_QUARANTINE: `${QUARANTINE_MS}ms`,
  ABSENCE_SEARCH: '1s',
  // After three searches only a person reads: what is found is found by the request under test.
  POLL_PLAN: '200ms,300ms,600ms,1h',
  DJAMO_COMPANY_ID: 'first',
};
const LOST = '41';

interface Explanation {
  readonly summary: string;
  readonly waitingFor: string | null;
  readonly resend: { readonly allowed: boolean; readonly notBefore: string | null };
  readonly actions: readonly string[];
}

describe.each(DATABASES)('what an operator does about a review, on $name', (kind) => {
  let world: World;
  /** Payouts in review whose quarantine is over, one for each test that wants one. */
  let old: PayoutBody[];

  beforeAll(async () => {
    // A provider that would execute a repeated reference: only the protocol keeps it from doing so.
    world = await World.start(kind, SETTINGS, { djamo: { uniqueReferences: false } });
    old = [await lost(), await lost(), await lost(), await lost()];
    const last = old.at(-1)?.id ?? '';
    await until(async () => ((await explanation(last)).resend.allowed ? true : null));
  });
  afterAll(async () => {
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  const resolve = (id: string, body: object, key = KEY): Promise<Answer<PayoutBody & { code: string }>> =>
    world.call(
      'POST',
      `/v1/payouts/${id}/resolve`,
      { note: 'Asked Djamo', ...body },
      { authorization: `Bearer ${key}` },
    );
  const explanation = async (id: string) =>
    (await world.call<Explanation>('GET', `/v1/payouts/${id}/explanation`)).body;
  const reviewed = (id: string) => until(async () => ((await world.payout(id)).review ? world.payout(id) : null));
  const executions = async (id: string) =>
    (await world.ledger()).filter(({ kind: entry, reference }) => entry === 'executed' && reference === id).length;

  /** A Djamo payout whose only POST got lost; one that is answered before it, or the account would be held. */
  async function lost(): Promise<PayoutBody> {
    await world.settled((await world.create(toPhone('00'))).body.id);
    const { body } = await world.create(toPhone(LOST));
    return reviewed(body.id);
  }

  function aged(): PayoutBody {
    const payout = old.pop();
    if (!payout) throw new Error('no payout is left');
    return payout;
  }

  it('is refused by rule, by its scope, by another version and during the quarantine', async () => {
    const { id, version } = await lost();
    const refused: [object, string, number, string][] = [
      [{ action: 'undo', confirm: version }, KEY, 422, 'validation_failed'],
      [{ action: 'resend', confirm: 'yes' }, KEY, 422, 'validation_failed'],
      [{ action: 'resend', confirm: version, note: '' }, KEY, 422, 'validation_failed'],
      [{ action: 'resend', confirm: version, force: true }, KEY, 422, 'validation_failed'],
      [{ action: 'resend', confirm: version }, OTHER_KEY, 403, 'insufficient_scope'],
      [{ action: 'mark_paid', confirm: version - 1 }, KEY, 409, 'state_conflict'],
      [{ action: 'resend', confirm: version }, KEY, 409, 'quarantine'],
      [{ action: 'mark_failed', confirm: version }, KEY, 409, 'quarantine'],
    ];
    for (const [body, key, status, code] of refused) {
      const answer = await resolve(id, body, key);
      expect([body, answer.status, answer.body.code]).toEqual([body, status, code]);
      if (code === 'quarantine') expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await world.payout(id)).toMatchObject({ version, resolution: null });
    expect(await explanation(id)).toMatchObject({ waitingFor: 'a person', resend: { allowed: false } });
    expect(await world.posts(id)).toHaveLength(1);
  });

  it('is sent once more after the quarantine, and paid once', async () => {
    const { id, version } = aged();
    const answer = await resolve(id, { action: 'resend', confirm: version });
    expect([answer.status, answer.body.review]).toEqual([200, null]);
    expect(answer.body.resolution).toMatchObject({ action: 'resend', by: 'shop', note: 'Asked Djamo' });
    expect((await resolve(id, { action: 'resend', confirm: version })).status).toBe(409);
    expect((await world.settled(id)).status).toBe('paid');
    expect([await executions(id), (await world.posts(id)).length]).toEqual([1, 2]);
    expect((await explanation(id)).summary).toContain('The provider has confirmed');
  });

  it('is not sent once more when the provider has it by then', async () => {
    const { id, version, amount, recipient } = aged();
    await world.sandbox('djamo', 'POST', 'faults', { fault: 'error-500', times: 100, on: 'read' });
    const unread = await resolve(id, { action: 'resend', confirm: version });
    expect([unread.status, unread.body.code]).toEqual([502, 'provider_unavailable']);
    await world.sandbox('djamo', 'DELETE', 'faults');
    const { msisdn } = recipient as { msisdn: string };
    await world.sandbox('djamo', 'POST', 'strangers', { amount: Number(amount), msisdn, reference: id });
    const answer = await resolve(id, { action: 'resend', confirm: version });
    expect([answer.status, answer.body.code]).toEqual([409, 'found_at_provider']);
    expect(await world.payout(id)).toMatchObject({ review: null, resolution: null });
    expect([await executions(id), (await world.posts(id)).length]).toEqual([1, 1]);
  });

  it('is overruled by what the provider says later', async () => {
    const { id, version, amount, recipient } = aged();
    const failed = await resolve(id, { action: 'mark_failed', confirm: version });
    expect(failed.body).toMatchObject({ status: 'failed', failure: { code: 'marked_failed' }, review: null });
    expect((await explanation(id)).summary).toContain('An operator recorded that the payout failed');
    const { msisdn } = recipient as { msisdn: string };
    await world.sandbox('djamo', 'POST', 'strangers', { amount: Number(amount), msisdn, reference: id });
    await until(async () => {
      await world.call('POST', `/v1/payouts/${id}/refresh`);
      return (await world.payout(id)).status === 'paid' ? true : null;
    });
    const { body } = await world.call<{ data: { type: string; data: { alarm?: string } }[] }>(
      'GET',
      `/v1/payouts/${id}/events`,
    );
    expect(body.data.some(({ data }) => data.alarm === 'resolution_overruled')).toBe(true);
    expect((await explanation(id)).summary).toContain('The provider has confirmed');
  });

  it('is final when an operator knows that it was paid', async () => {
    const { id, version } = await lost();
    const list = async () =>
      (await world.call<{ data: PayoutBody[] }>('GET', '/v1/payouts?review=true')).body.data.map((one) => one.id);
    expect(await list()).toContain(id);
    const paid = await resolve(id, { action: 'mark_paid', confirm: version });
    expect([paid.status, paid.body.status, paid.body.settledAt]).toEqual([200, 'paid', expect.any(String)]);
    expect((await explanation(id)).summary).toContain('An operator recorded that the payout was paid');
    expect(await list()).not.toContain(id);
  });

  it('opens again when the provider executes the first request as well: the statement tells', async () => {
    const { id, amount, version } = await world.payout(old.pop()?.id ?? '');
    expect((await resolve(id, { action: 'resend', confirm: version })).status).toBe(200);
    await until(async () => ((await world.payout(id)).status === 'paid' ? true : null));
    await world.sandbox('djamo', 'POST', 'strangers', {
      amount: Number(amount),
      msisdn: toPhone(LOST).recipient.msisdn,
      reference: id,
    });
    const told = await cauri(
      world.settings,
      'statement',
      '--account',
      'djamo',
      '--since',
      new Date(0).toISOString(),
      '--json',
    );
    expect(told.code).toBe(3);
    const about = documentOf<{ discrepancies: { kind: string; payoutId: string }[] }>(told).discrepancies;
    expect(about.filter(({ payoutId }) => payoutId === id).map(({ kind: found }) => found)).toEqual(['duplicate']);
    expect((await world.payout(id)).review).toMatchObject({ reason: 'conflict' });
    const { data } = (await world.call<{ data: { name: string; hold: unknown }[] }>('GET', '/v1/accounts')).body;
    expect(data.find(({ name }) => name === 'djamo')?.hold).toMatchObject({ reason: 'unexplained_transaction' });
    await world.call('POST', '/v1/accounts/djamo/resume');
  });

  it('is sent under the new scope of its account only when it was never sent', async () => {
    const sent = await lost();
    await world.call('POST', '/v1/accounts/djamo/pause', { reason: 'a new company' });
    const unsent = (await world.create(toPhone('00'))).body;
    await world.restart('SIGTERM', { DJAMO_COMPANY_ID: 'second' });
    await until(async () => ((await world.payout(unsent.id)).review?.reason === 'account_changed' ? true : null));
    expect((await explanation(unsent.id)).actions).toContain('resolve:resend');
    const refused = await resolve(sent.id, { action: 'resend', confirm: (await world.payout(sent.id)).version });
    expect([refused.status, refused.body.code]).toEqual([409, 'state_conflict']);
    const { version } = await world.payout(unsent.id);
    expect((await resolve(unsent.id, { action: 'resend', confirm: version })).status).toBe(200);
    await world.call('POST', '/v1/accounts/djamo/resume');
    expect((await world.settled(unsent.id)).status).toBe('paid');
    expect([(await world.posts(sent.id)).length, await executions(unsent.id)]).toEqual([1, 1]);
  });

  it('is nothing to do for JumiaPay: what got lost there is sent again by itself', async () => {
    const { body } = await world.create(toEmail('lost-request'));
    expect(await world.settled(body.id)).toMatchObject({ status: 'paid', review: null });
    const answer = await resolve(body.id, { action: 'mark_failed', confirm: (await world.payout(body.id)).version });
    expect([answer.status, answer.body.code]).toEqual([409, 'state_conflict']);
  });
});
