import { expectFoldedBooks } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { OTHER_KEY, type PayoutBody, toEmail, toPhone, World } from './support/world.js';

describe.each(DATABASES)('retries on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind);
  });
  afterAll(async () => {
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  const retry = (id: string, body?: object, key: string = crypto.randomUUID(), headers = {}) =>
    world.call<PayoutBody>('POST', `/v1/payouts/${id}/retry`, body, { 'idempotency-key': key, ...headers });
  const failed = async (ending = '11') => {
    const { body } = await world.create({
      ...toPhone(ending),
      reference: crypto.randomUUID(),
      metadata: { month: '11' },
    });
    return world.settled(body.id);
  };

  it('order a failed payout again, once and for ever', async () => {
    const old = await failed();
    expect(old.status).toBe('failed');
    const key = crypto.randomUUID();
    const first = await retry(old.id, { reference: `${old.reference}-b` }, key);
    expect([first.status, first.headers.get('location')]).toEqual([201, `/v1/payouts/${first.body.id}`]);
    expect(first.body).toMatchObject({
      retryOf: old.id,
      status: 'queued',
      reference: `${old.reference}-b`,
      amount: old.amount,
      recipient: old.recipient,
      metadata: { month: '11' },
      batchId: null,
    });
    const again = await retry(old.id, { reference: `${old.reference}-b` }, key);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect((await retry(old.id, {}, key)).body).toMatchObject({ code: 'idempotency_key_reused' });
    const second = await retry(old.id);
    const conflict = { code: 'state_conflict', payoutStatus: 'failed', payoutId: first.body.id };
    expect([second.status, second.body]).toMatchObject([409, conflict]);
    expect((await world.settled(first.body.id)).status).toBe('failed');
    expect((await retry(first.body.id)).body).toMatchObject({ retryOf: first.body.id, reference: null });
  });

  it('follow a refusal too, which a search has confirmed', async () => {
    const old = await failed('21');
    expect(old.failure).toMatchObject({ code: 'refused' });
    const { status, body } = await retry(old.id);
    expect([status, body.reference, body.retryOf]).toEqual([201, null, old.id]);
  });

  it('race, and one of them wins', async () => {
    const old = await failed();
    const answers = await Promise.all([1, 2, 3, 4].map(() => retry(old.id)));
    const [won, ...others] = answers.filter(({ status }) => status === 201);
    expect(others).toEqual([]);
    const lost = answers.filter(({ status }) => status === 409);
    expect(lost.map(({ body }) => body.payoutId)).toEqual([1, 2, 3].map(() => won?.body.id));
  });

  it('of what may have been paid, or is somebody else’s, are refused', async () => {
    const { body: paid } = await world.create(toPhone('00'));
    await world.settled(paid.id);
    expect((await retry(paid.id)).body).toMatchObject({ code: 'state_conflict', payoutStatus: 'paid' });
    const old = await failed();
    const other = { authorization: `Bearer ${OTHER_KEY}` };
    expect((await retry(old.id, {}, crypto.randomUUID(), other)).status).toBe(404);
    expect((await retry(old.id, { reference: old.reference })).body).toMatchObject({ code: 'reference_already_used' });
    expect((await retry(old.id, { amount: '1' })).status).toBe(422);
    expect((await world.call('POST', `/v1/payouts/${old.id}/retry`, {})).status).toBe(400);
    expect((await retry(old.id)).status).toBe(201);
  });

  it('of what was paid are a conflict, also when its order breaks a rule that is new', async () => {
    const { body: paid } = await world.create({ ...toPhone('00'), amount: '6000' });
    await world.settled(paid.id);
    await world.restart('SIGTERM', { DJAMO_MAX_AMOUNT: '5500' });
    expect((await retry(paid.id)).body).toMatchObject({ code: 'state_conflict', payoutStatus: 'paid' });
    await world.restart('SIGTERM', {});
  });

  it('of a payout canceled before it was sent pay it once', async () => {
    await world.restart('SIGTERM', { WORKER: 'off' });
    const { body: old } = await world.create(toEmail('awa'));
    await world.call('POST', `/v1/payouts/${old.id}/cancel`);
    const { body } = await retry(old.id);
    await world.restart('SIGKILL');
    expect((await world.settled(body.id)).status).toBe('paid');
    expect(await world.posts(old.id)).toEqual([]);
    expect(
      (await world.ledger()).filter(({ kind, reference }) => kind === 'executed' && reference === body.id),
    ).toHaveLength(1);
  });
});
