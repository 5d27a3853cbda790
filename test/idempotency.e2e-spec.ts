import { DATABASES } from './support/databases.js';
import { OTHER_KEY, type PayoutBody, READER_KEY, toEmail, toPhone, World } from './support/world.js';

const as = (key: string) => ({ authorization: `Bearer ${key}` });

describe.each(DATABASES)('the REST facade on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind, { WORKER: 'off' });
  });
  afterAll(() => world.stop());

  it('makes one payout of 50 equal requests at once, and answers all of them with it', async () => {
    const request = { ...toPhone('00'), reference: 'at-once' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.create(request, 'one-key')));
    const settled = answers.filter(({ status }) => status === 201);
    expect(new Set(settled.map(({ body }) => body.id)).size).toBe(1);
    expect(settled.filter(({ headers }) => headers.get('idempotency-replayed') !== 'true')).toHaveLength(1);
    for (const { status, body } of answers) {
      expect(status === 201 || (status === 409 && body.code === 'idempotency_in_progress')).toBe(true);
    }
  });

  it('takes one of two different requests under one key', async () => {
    const answers = await Promise.all(
      ['5000', '6000', '7000', '8000'].map((amount) => world.create(toPhone('00', amount), 'two-bodies')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    expect(answers.filter(({ body }) => body.code === 'idempotency_key_reused')).toHaveLength(3);
  });

  it('replays the original answer after a restart, whatever the payout has become', async () => {
    const first = await world.create({ ...toEmail('awa', '100'), reference: 'replayed' }, '"quoted-key"');
    expect((await world.call('POST', `/v1/payouts/${first.body.id}/cancel`)).body).toMatchObject({
      status: 'canceled',
      version: 2,
    });
    await world.restart('SIGKILL');
    const again = await world.create({ reference: 'replayed', ...toEmail('awa', '100') }, 'quoted-key');
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.body).toEqual(first.body);
  });

  it('tells keys and references that differ in case only apart', async () => {
    const lower = await world.create({ ...toPhone('00'), reference: 'case-r' }, 'case-key');
    const upper = await world.create({ ...toPhone('00'), reference: 'CASE-R' }, 'CASE-KEY');
    expect([lower.status, upper.status]).toEqual([201, 201]);
    expect(lower.body.id).not.toBe(upper.body.id);
  });

  it('makes one payout of one reference under different keys, and names it in the refusals', async () => {
    const request = { ...toPhone('00'), reference: 'shared' };
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => world.create(request, `shared-${key}`)));
    const [made] = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      expect(body).toMatchObject({ code: 'reference_already_used', payoutId: made?.body.id });
    }
  });

  it('keeps keys, references and payouts of two consumers apart', async () => {
    const request = { ...toPhone('00'), reference: 'both' };
    const ours = await world.create(request, 'both');
    const theirs = await world.create(request, 'both', as(OTHER_KEY));
    expect([ours.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(ours.body.id);
    const foreign = await world.call('GET', `/v1/payouts/${ours.body.id}`, undefined, as(OTHER_KEY));
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    const list = await world.call<{ data: PayoutBody[] }>('GET', '/v1/payouts', undefined, as(OTHER_KEY));
    expect(list.body.data.map(({ id }) => id)).toEqual([theirs.body.id]);
  });

  it('asks for a key and for its scope', async () => {
    const nobody = await world.call('GET', '/v1/payouts', undefined, as('no-such-key-no-such-key'));
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(nobody.headers.get('content-type')).toContain('application/problem+json');
    const reader = await world.create(toPhone('00'), 'reader', as(READER_KEY));
    expect([reader.status, reader.body.code]).toEqual([403, 'insufficient_scope']);
  });

  it('stores nothing of a refused request, so its key is free', async () => {
    const refused = await world.create({ ...toPhone('00'), amount: '1' }, 'corrected');
    expect(refused.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'amount' }] });
    expect((await world.create(toPhone('00'), 'corrected')).status).toBe(201);
  });

  it('pages through a list without losing or repeating a payout', async () => {
    for (let index = 0; index < 7; index += 1) await world.create({ ...toPhone('00'), reference: `page-${index}` });
    const all = (await world.payouts()).map(({ id }) => id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/v1/payouts?limit=3${cursor && `&cursor=${cursor}`}`;
      const page = (await world.call<{ data: PayoutBody[]; nextCursor: string | null }>('GET', path)).body;
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
    expect(seen.every((id, index) => index === 0 || id < (seen[index - 1] ?? ''))).toBe(true);
  });

  it('filters a list, and refuses a cursor of other filters', async () => {
    const one = await world.call<{ data: PayoutBody[] }>('GET', '/v1/payouts?reference=page-3');
    expect(one.body.data.map(({ reference }) => reference)).toEqual(['page-3']);
    const page = await world.call<{ nextCursor: string }>('GET', '/v1/payouts?status=queued&limit=2');
    const other = await world.call('GET', `/v1/payouts?status=paid&limit=2&cursor=${page.body.nextCursor}`);
    expect([other.status, other.body.code]).toEqual([400, 'invalid_request']);
    expect((await world.call('GET', '/v1/payouts?stauts=queued')).status).toBe(422);
  });

  it('cancels what was not sent, once and again, and refreshes nothing that was never sent', async () => {
    const { body } = await world.create(toPhone('00'));
    const refreshed = await world.call('POST', `/v1/payouts/${body.id}/refresh`);
    expect([refreshed.status, refreshed.body.code, refreshed.body.payoutStatus]).toEqual([
      409,
      'state_conflict',
      'queued',
    ]);
    for (const version of [2, 2]) {
      const canceled = await world.call('POST', `/v1/payouts/${body.id}/cancel`);
      expect([canceled.status, canceled.body.status, canceled.body.version]).toEqual([200, 'canceled', version]);
    }
    expect(await world.posts(body.id)).toEqual([]);
  });

  it('explains a payout and tells its events', async () => {
    const { body } = await world.create(toPhone('00'));
    const explanation = await world.call('GET', `/v1/payouts/${body.id}/explanation`);
    expect(explanation.body).toMatchObject({
      summary: expect.stringContaining('waits to be sent'),
      waitingFor: 'its turn to be sent',
      next: { action: 'send' },
      resend: { allowed: false },
      actions: ['cancel'],
    });
    const events = await world.call('GET', `/v1/payouts/${body.id}/events`);
    expect(events.body.data).toEqual([
      expect.objectContaining({ sequence: 1, type: 'accepted', source: 'api', from: null, to: 'queued' }),
    ]);
  });
});
