import { DATABASES } from './support/databases.js';
import { documentedFetch } from './support/openapi.js';
import { KEY, type PayoutBody, toPhone, until, World } from './support/world.js';

const LIMIT = 100_000;

describe.each(DATABASES)('limits on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind, {
      WORKER: 'off',
      DJAMO_DAILY_LIMIT: String(LIMIT),
      JUMIA_CREDITS_MAX_AMOUNT: '7000',
    });
  });
  afterAll(() => world.stop());

  const limits = async () => {
    const { body } = await world.call<{ data: { name: string; limits: object }[] }>('GET', '/v1/accounts');
    return body.data.find(({ name }) => name === 'djamo')?.limits;
  };
  const accepted = async () =>
    (await world.payouts())
      .filter(({ provider, status }) => provider === 'djamo' && status !== 'canceled')
      .reduce((sum, { amount }) => sum + Number(amount), 0);
  const cancelAll = async () => {
    for (const { id, status } of await world.payouts()) {
      if (status === 'queued') await world.call('POST', `/v1/payouts/${id}/cancel`);
    }
  };

  it('of one payout are told', async () => {
    const { status, body } = await world.create({
      amount: '7001',
      currency: 'XOF',
      name: 'Prime',
      recipient: { email: 'awa@example.com' },
    });
    expect([status, body.errors]).toEqual([422, [{ field: 'amount', message: 'must be at most 7000 XOF' }]]);
  });

  it('of a day refuse what does not fit, with what is left, until something is canceled', async () => {
    expect(await limits()).toMatchObject({ daily: '100000', dailyLeft: '100000' });
    const { body: first } = await world.create(toPhone('00', '70000'));
    const refused = await world.create(toPhone('01', '30001'));
    expect([refused.status, refused.body]).toMatchObject([422, { code: 'validation_failed', dailyLeft: '30000' }]);
    expect((await world.create(toPhone('01', '30000'))).status).toBe(201);
    expect(await limits()).toMatchObject({ dailyLeft: '0' });
    await world.call('POST', `/v1/payouts/${first.id}/cancel`);
    expect(await limits()).toMatchObject({ dailyLeft: '70000' });
    expect((await world.create(toPhone('02', '70000'))).status).toBe(201);
    await cancelAll();
  });

  it('of a day are row errors of a batch, also before it is paid', async () => {
    const payouts = ['40000', '50000', '20000', '10000'].map((amount) => toPhone('00', amount));
    const csv = ['amount,currency,msisdn', ...payouts.map(({ amount }) => `${amount},XOF,+2250701020300`)].join('\n');
    const looked = await documentedFetch(`${world.service.url}/v1/batches?validate=true`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'text/csv' },
      body: csv,
    });
    expect(await looked.json()).toMatchObject({ valid: false, errors: [{ row: 3, field: 'amount' }] });
    const order = (mode: string) =>
      world.call('POST', '/v1/batches', { mode, payouts }, { 'idempotency-key': crypto.randomUUID() });
    expect((await order('all_or_nothing')).body).toMatchObject({ code: 'batch_invalid', errorCount: 1 });
    expect(await accepted()).toBe(0);
    expect((await order('accept_valid')).body).toMatchObject({ counts: { accepted: 3, rejected: 1 } });
    expect(await accepted()).toBe(LIMIT);
    await cancelAll();
  });

  it('of a day are not exceeded by two instances that race', async () => {
    const second = await world.anotherInstance({ WORKER: 'off', DJAMO_DAILY_LIMIT: String(LIMIT) });
    const instances = [world.service.url, second.url];
    const key = crypto.randomUUID();
    const order = (index: number) =>
      documentedFetch(`${instances[index % 2]}/v1/payouts`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${KEY}`,
          'content-type': 'application/json',
          'idempotency-key': `${key}-${index}`,
        },
        body: JSON.stringify(toPhone('00', String(7_000 + index))),
      }).then(async (reply) => ({ status: reply.status, body: (await reply.json()) as PayoutBody }));
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => order(index)));
    const sum = answers.filter(({ status }) => status === 201).reduce((all, { body }) => all + Number(body.amount), 0);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 422]));
    expect(sum).toBe(await accepted());
    expect(sum).toBeLessThanOrEqual(LIMIT);
    expect(sum).toBeGreaterThan(LIMIT - 7_100);
    // What was accepted is answered again, although nothing is left of the limit.
    const [index] = answers.flatMap(({ status }, at) => (status === 201 ? [at] : []));
    expect((await order(index ?? 0)).status).toBe(201);
    await second.end('SIGTERM');
    await until(async () => (await limits()) ?? null);
  });
});
