import { DATABASES } from './support/databases.js';
import { type Message, WebhookReceiver } from './support/webhook-receiver.js';
import { OTHER_KEY, toPhone, until, World } from './support/world.js';

/** A recipient whose POST gets lost. */
const LOST = '41';

describe.each(DATABASES)('the types of webhooks on $name', (kind) => {
  let world: World;
  const receivers: WebhookReceiver[] = [];
  let operator: WebhookReceiver;
  let consumer: WebhookReceiver;

  beforeAll(async () => {
    const settings = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', ABSENCE_SEARCH: '1s', BALANCE_EVERY: '500ms' };
    world = await World.start(kind, { ...settings, DJAMO_LOW_BALANCE: '50000' }, { djamo: { balance: 200_000 } });
    operator = await receive();
    consumer = await receive({ authorization: `Bearer ${OTHER_KEY}` });
  });
  afterAll(async () => {
    for (const one of receivers) await one.stop();
    await world.stop();
  });

  /** Makes an endpoint for all types, of the shop that operates or of another one. */
  async function receive(headers = {}): Promise<WebhookReceiver> {
    const receiver = await WebhookReceiver.start();
    receivers.push(receiver);
    const order = { url: receiver.url };
    const { body } = await world.call<{ secret: string }>('POST', '/v1/webhook-endpoints', order, headers);
    receiver.secret = body.secret;
    return receiver;
  }

  const told = (type: string): Promise<Message> =>
    until(async () => operator.messages.find((message) => message.type === type) ?? null);

  it('tell when a payout needs a person, beside its new version', async () => {
    // One that is answered before it, or the account would be held.
    await world.settled((await world.create(toPhone('00'))).body.id);
    const { body } = await world.create({ ...toPhone(LOST), reference: `lost-${kind.name}` });
    const opened = await told('payout.review_opened');
    expect(opened.data).toEqual({
      id: body.id,
      object: 'payout',
      version: expect.any(Number),
      status: 'unconfirmed',
      previousStatus: 'unconfirmed',
      review: { reason: 'absent_at_provider', since: expect.any(String) },
      reference: `lost-${kind.name}`,
      batchId: null,
    });
    const updated = await until(
      async () => operator.of(body.id).find(({ type, data }) => type === 'payout.updated' && data.review) ?? null,
    );
    expect(updated.data).toEqual(opened.data);
    expect(updated.id).not.toBe(opened.id);
  });

  it('tell that a batch is complete, with the counts and sums of the batch', async () => {
    const payouts = [toPhone('00', '5100'), toPhone('01', '5200')];
    const { body } = await world.call<{ id: string }>(
      'POST',
      '/v1/batches',
      { payouts },
      { 'idempotency-key': 'types' },
    );
    const { data } = await told('batch.completed');
    const batch = await world.call<Record<string, unknown>>('GET', `/v1/batches/${body.id}`);
    const { id, object, counts, sums, completedAt } = batch.body;
    expect(data).toEqual({ id, object, counts, sums, completedAt });
  });

  it('tell of a difference between the lists without what may be personal', async () => {
    const headers = {
      authorization: `Bearer ${world.settings.DJAMO_ACCESS_TOKEN}`,
      'content-type': 'application/json',
    };
    const foreign = { amount: 7_000, msisdn: '+2250701020399', reference: crypto.randomUUID(), type: 'transfer' };
    await fetch(`${world.providers.djamo}/v1/transactions`, { method: 'POST', headers, body: JSON.stringify(foreign) });
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const order = { kind: 'statement', account: 'djamo', since };
    const { body: run } = await world.call<{ id: string }>('POST', '/v1/reconciliation-runs', order);
    const stranger = await told('reconciliation.discrepancy');
    expect(stranger.data).toEqual({
      id: expect.any(String),
      object: 'discrepancy',
      runId: run.id,
      kind: 'stranger',
      provider: 'djamo',
      account: 'djamo',
      payoutId: null,
      providerId: expect.any(String),
    });
    expect(JSON.stringify(stranger)).not.toContain('0701020399');
  });

  it('tell of an account that has too little, is paused and goes on', async () => {
    // Less than half of it is spent.
    await world.sandbox('djamo', 'POST', 'settings', { balance: 60_000 });
    const low = await told('account.low_balance');
    expect(low.data).toMatchObject({
      name: 'djamo',
      lowBalance: '50000',
      balance: { amount: expect.stringMatching(/^[1-4]\d{4}$/), currency: 'XOF', asOf: expect.any(String) },
    });
    await world.call('POST', '/v1/accounts/jumia-credits/pause', { reason: 'ask Awa' });
    await world.call('POST', '/v1/accounts/jumia-credits/resume');
    expect((await told('account.held')).data).toMatchObject({ name: 'jumia-credits', hold: { reason: 'paused' } });
    expect((await told('account.released')).data).toMatchObject({ name: 'jumia-credits', hold: null });
  });

  it('are those of the feed, and nothing of it is told to a consumer that does not operate', async () => {
    const { body } = await world.call<{ data: { id: string; type: string; timestamp: string; data: object }[] }>(
      'GET',
      '/v1/events?limit=100',
    );
    await until(async () =>
      body.data.every(({ id }) => operator.messages.some((one) => one.id === id)) ? true : null,
    );
    for (const event of body.data) expect(operator.messages).toContainEqual(event);
    expect(operator.refused).toEqual([]);
    expect([...consumer.messages, ...consumer.refused]).toEqual([]);
  });
});
