import { DATABASES } from './support/databases.js';
import { toEmail, until, World } from './support/world.js';

interface Account {
  readonly name: string;
  readonly balance: { amount: string; currency: string; asOf: string } | null;
  readonly committed: { amount: string; currency: string };
  readonly hold: { reason: string; until: string | null; by: string } | null;
}

interface Batch {
  readonly id: string;
  readonly counts: Readonly<Record<string, number>>;
}

const ROWS = 24;

describe.each(DATABASES)('balances on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    const settings = { BALANCE_EVERY: '500ms', SUBMIT_RATE: '1/s', DJAMO_LOW_BALANCE: '50000' };
    world = await World.start(kind, settings, { djamo: { balance: 22_000, feeBasisPoints: 0 } });
  });
  afterAll(() => world.stop());

  const account = async (name: string) => {
    const { body } = await world.call<{ data: Account[] }>('GET', '/v1/accounts');
    return body.data.find((one) => one.name === name) as Account;
  };
  const held = (name: string, reason: string) =>
    until(async () => ((await account(name)).hold?.reason === reason ? account(name) : null));
  const batch = async (id: string) => (await world.call<Batch>('GET', `/v1/batches/${id}`)).body;

  it('are shown with their age, and null where the provider tells none', async () => {
    const djamo = await until(async () => {
      const shown = await account('djamo');
      return shown.balance && shown;
    });
    expect(djamo.balance).toMatchObject({ amount: '22000', currency: 'XOF' });
    expect(Date.now() - Date.parse(djamo.balance?.asOf ?? '')).toBeLessThan(60_000);
    expect(djamo.committed).toEqual({ amount: '0', currency: 'XOF' });
    expect((await account('jumia-credits')).balance).toBeNull();
  });

  it('that do not cover a batch are told before, hold the account after the first failure, and end the hold', async () => {
    const payouts = Array.from({ length: ROWS }, (_, index) => ({
      amount: String(5_000 + index),
      currency: 'XOF',
      recipient: { msisdn: '+2250701020300' },
    }));
    const sum = payouts.reduce((all, { amount }) => all + Number(amount), 0);
    const looked = await world.call('POST', '/v1/batches?validate=true', { payouts });
    expect(looked.body.funds).toEqual([
      { account: 'djamo', needed: String(sum), balance: '22000', committed: '0', shortfall: String(sum - 22_000) },
    ]);
    const key = { 'idempotency-key': crypto.randomUUID() };
    const { body: made } = await world.call<Batch>('POST', '/v1/batches', { payouts }, key);
    const { body: page } = await world.call<{ data: { id: string }[] }>(
      'GET',
      `/v1/batches/${made.id}/payouts?limit=1`,
    );
    const last = page.data[0]?.id ?? '';
    const early = await world.call('GET', `/v1/payouts/${last}/explanation`);
    expect(JSON.stringify(early.body.facts)).toMatch(/The account has \d+ XOF, and \d+ XOF are queued or under way/);

    const { hold } = await held('djamo', 'insufficient_funds');
    expect(hold).toMatchObject({ by: 'worker', until: expect.any(String) });
    // Those that were under way when the first one failed may fail too, and no others, however long it takes.
    const before = await until(async () => {
      const { counts } = await batch(made.id);
      return (counts.processing ?? 0) + (counts.submitting ?? 0) + (counts.unconfirmed ?? 0) === 0 ? counts : null;
    });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await batch(made.id)).counts).toEqual(before);
    expect(before.failed).toBeGreaterThan(0);
    // How many is left to the speed of the machine: one more is sent each second until the first failure is read.
    expect(before.queued).toBeGreaterThan(0);
    const { body: failures } = await world.call<{ data: { failure: object }[] }>(
      'GET',
      `/v1/batches/${made.id}/payouts?status=failed`,
    );
    expect(failures.data[0]?.failure).toMatchObject({ code: 'insufficient_funds' });

    await world.sandbox('djamo', 'POST', 'settings', { balance: 1_000_000 });
    const done = await until(async () => {
      const { counts } = await batch(made.id);
      return (counts.paid ?? 0) + (counts.failed ?? 0) === ROWS ? counts : null;
    });
    expect(done.failed).toBe(before.failed);
    expect((await account('djamo')).hold).toBeNull();
  });

  it('that are low are told once', async () => {
    const { body } = await world.call<{ data: { type: string; data: object }[] }>(
      'GET',
      '/v1/events?types=account.low_balance',
    );
    expect(body.data).toHaveLength(1);
    expect(body.data[0]?.data).toMatchObject({ name: 'djamo', lowBalance: '50000', balance: { currency: 'XOF' } });
  });

  it('that nobody tells are guessed from five failures in a row, which a person looks at', async () => {
    const order = (index: number) => ({ ...toEmail('late-failure'), amount: String(1_000 + index) });
    for (let index = 0; index < 12; index += 1) await world.create(order(index));
    const { hold } = await held('jumia-credits', 'repeated_failures');
    expect(hold).toEqual({ reason: 'repeated_failures', until: null, by: 'worker' });
    const { body } = await world.call<{ data: object[] }>('GET', '/v1/payouts?account=jumia-credits&status=queued');
    expect(body.data.length).toBeGreaterThan(0);
    expect((await world.call('POST', '/v1/accounts/jumia-credits/resume')).status).toBe(200);
  });
});
