import { DATABASES } from './support/databases.js';
import { documentedFetch } from './support/openapi.js';
import { KEY, OTHER_KEY, type PayoutBody, toEmail, toPhone, World } from './support/world.js';

interface Page {
  readonly data: readonly PayoutBody[];
  readonly nextCursor: string | null;
}

describe.each(DATABASES)('lists of payouts on $name', (kind) => {
  let world: World;
  let paid: PayoutBody;
  let email: PayoutBody;

  beforeAll(async () => {
    world = await World.start(kind);
    const { body: phone } = await world.create({ ...toPhone('00'), description: '=cmd|A1', reference: 'wage-1' });
    paid = await world.settled(phone.id);
    const { body } = await world.create({ ...toEmail('Awa'), name: '+1 bonus; "big"' });
    email = await world.settled(body.id);
  });
  afterAll(() => world.stop());

  const ids = async (query: string) =>
    (await world.call<Page>('GET', `/v1/payouts?${query}`)).body.data.map(({ id }) => id);
  const later = (time: unknown) => new Date(Date.parse(String(time)) + 1).toISOString();

  it('filter by what the provider called it, by whom it is for, and by when it changed', async () => {
    expect(await ids(`providerId=${encodeURIComponent(String(paid.providerId))}`)).toEqual([paid.id]);
    expect(await ids('providerId=nothing')).toEqual([]);
    expect(await ids('recipient=%2B2250701020300')).toEqual([paid.id]);
    expect(await ids('recipient=+2250701020300')).toEqual([paid.id]);
    expect(await ids('recipient=Awa@example.com')).toEqual([email.id]);
    expect(await ids('recipient=awa@example.com')).toEqual([]);
    expect(await ids(`settledFrom=${paid.settledAt}&settledTo=${later(paid.settledAt)}`)).toContain(paid.id);
    expect(await ids(`settledTo=${paid.settledAt}`)).not.toContain(paid.id);
    expect(await ids(`settledFrom=${later(email.settledAt)}`)).toEqual([]);
    expect(await ids(`updatedFrom=${email.updatedAt}`)).toContain(email.id);
    expect(await ids(`updatedTo=${paid.updatedAt}`)).not.toContain(paid.id);
  });

  it.each(['settledFrom=yesterday', 'updatedTo=1', 'recipient=', 'providerId=%00', 'recipients=x'])(
    'refuse %s',
    async (query) => {
      expect((await world.call('GET', `/v1/payouts?${query}`)).status).toBe(422);
      expect((await world.call('GET', `/v1/payouts.csv?${query}`)).status).toBe(422);
    },
  );

  const csv = async (query: string, key = KEY) => {
    const reply = await documentedFetch(`${world.service.url}/v1/payouts.csv?${query}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return { type: reply.headers.get('content-type'), text: await reply.text() };
  };

  it('are CSV too, oldest first, with nothing that a spreadsheet computes', async () => {
    const { type, text } = await csv('');
    expect(type).toBe('text/csv; charset=utf-8');
    const [header, first, second, end] = text.split('\r\n');
    expect(header).toMatch(/^.?id,status,provider,account,amount,currency,/);
    expect(first).toContain(`${paid.id},paid,djamo,djamo,5000,XOF,`);
    expect(first).toContain(`+2250701020300,,wage-1,,'=cmd|A1,`);
    expect(second).toContain(`Awa@example.com,,"'+1 bonus; ""big""",`);
    expect(end).toBe('');
    const { text: french } = await csv(`delimiter=%3B&status=paid&account=djamo`);
    expect(french.split('\r\n')[1]).toContain(`${paid.id};paid;djamo`);
    expect(french.split('\r\n')).toHaveLength(3);
    expect((await csv('', OTHER_KEY)).text.split('\r\n')).toHaveLength(2);
  });

  it('of many payouts come in parts, each payout once', async () => {
    await world.restart('SIGTERM', { WORKER: 'off' });
    const payouts = Array.from({ length: 1_200 }, (_, index) => ({ ...toPhone('00'), amount: String(6_000 + index) }));
    const { body } = await world.call<{ id: string }>(
      'POST',
      '/v1/batches',
      { payouts, confirmDuplicates: true },
      { 'idempotency-key': crypto.randomUUID() },
    );
    const { text } = await csv(`batchId=${body.id}`);
    const amounts = text
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[4]);
    expect(amounts).toEqual(payouts.map(({ amount }) => amount));
  });
});
