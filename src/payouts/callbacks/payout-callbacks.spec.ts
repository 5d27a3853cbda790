import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { anObservation, NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import type { CallbackVerdict } from '../../common/callback-contract.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { newId } from '../../common/new-id.js';
import type { PayoutChanges, Rescheduling } from '../domain/payout.js';
import { CallbackRow } from '../storage/entities/callback.entity.js';
import { DiscrepancyRow } from '../storage/entities/reconciliation.entities.js';
import { PayoutCallbacks } from './payout-callbacks.js';

const SIGNED: ConnectorAccount = { ...ACCOUNT, safety: { ...ACCOUNT.safety, callbackAuth: 'hmac' } };
const CAPABLE: ConnectorAccount = { ...ACCOUNT, safety: { ...ACCOUNT.safety, callbackAuth: 'capability-url' } };
const FAR = NOON + 3_600_000;

/** Connector that accepts every callback as one about the payout `about`. If it is null, it refuses all. */
class Believing extends ScriptedConnector {
  about: string | null = null;
  override readonly callbacks = { authenticate: () => this.verdict() as { kind: 'refused' } };

  private verdict(): CallbackVerdict {
    return this.about === null
      ? { kind: 'refused' }
      : { kind: 'accepted', payoutId: this.about, failureReason: 'no funds' };
  }
}

describe.each(DATABASES)('callbacks on $name', (kind) => {
  let storage: Storage;
  let connector: Believing;
  let engine: Engine;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(() => use(SIGNED));
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  function use(...accounts: readonly ConnectorAccount[]): void {
    connector = new Believing(...accounts);
    engine = new Engine(storage, connector);
  }

  function receive(about: string | null, body = '{}', account: string | null = ACCOUNT.name): Promise<boolean> {
    connector.about = about;
    const callbacks = new PayoutCallbacks(engine.context, { connectors: [connector], api: false, worker: false });
    return callbacks.receive(connector.provider, account, { headers: {}, query: {}, rawBody: Buffer.from(body) });
  }

  const sent = async (changes: PayoutChanges = {}, schedule: Rescheduling = { nextAt: FAR }, account = ACCOUNT.name) =>
    (await accept(storage, { account }, { changes: { status: 'processing', submittedAt: NOON, ...changes }, schedule }))
      .id;
  const nextAt = async (id: string) => (await engine.payout(id)).schedule.nextAt;

  it('have a payout read soon, also a final one, and also when they come again', async () => {
    for (const id of [await sent(), await sent({ status: 'paid' }, { nextAt: null })]) {
      for (const _ of [1, 2]) {
        expect(await receive(id)).toBe(true);
        expect(await nextAt(id)).toBe(NOON);
        await storage.dataSource.query(`UPDATE cauri_payout SET next_at = ${FAR}`);
      }
    }
  });

  it.each(['failed', 'completed', 'delivered', 'paid'])('change nothing by a body that says %s', async (status) => {
    const id = await sent();
    const before = await engine.payout(id);
    await receive(id, JSON.stringify({ new_status: status, data: { status }, credit: { status } }));
    expect(await engine.payout(id)).toEqual({ ...before, schedule: { ...before.schedule, nextAt: NOON } });
    expect(await engine.events(id)).toEqual(['accepted']);
  });

  it('change and keep nothing when they are not authentic', async () => {
    const id = await sent();
    const kept = () => storage.dataSource.getRepository(CallbackRow).count();
    const before = await kept();
    expect(await receive(null, JSON.stringify({ reference: id }))).toBe(false);
    expect([await kept(), await nextAt(id)]).toEqual([before, FAR]);
  });

  it('never put a read off, and ask for one in five seconds at the most', async () => {
    const due = await sent({}, { nextAt: NOON - 1 });
    await receive(due);
    // A millisecond earlier, by which a read under way sees that it was asked for.
    expect(await nextAt(due)).toBe(NOON - 2);
    const justRead = await sent({}, { nextAt: FAR, lastReadAt: NOON - 1 });
    await receive(justRead);
    expect(await nextAt(justRead)).toBe(NOON + 4_999);
  });

  it('that told why a payout failed are the source of that reason, whoever reads that it failed', async () => {
    const id = await sent();
    await receive(id);
    connector.onLookup = async () => anObservation({ fact: 'failed', failureReason: null });
    await engine.reader.read(await engine.payout(id), 'api');
    const events = await storage.unitOfWork.read(({ payouts }) => payouts.events(id));
    expect(events.map(({ type, source }) => [type, source])).toEqual([
      ['accepted', 'api'],
      ['observed', 'api'],
      // This database has no attempt of the payout.
      ['alarm', 'api'],
      ['annotated', 'callback'],
    ]);
    expect((await engine.payout(id)).failure?.providerReason).toBe('no funds');
  });

  it('have nothing read of which nothing was sent', async () => {
    const queued = await sent({ status: 'queued' });
    const unsent = await sent({ status: 'canceled', submittedAt: null });
    for (const id of [queued, unsent]) {
      await receive(id);
      expect(await nextAt(id)).toBe(FAR);
    }
  });

  it('of one account have no payout of another one read', async () => {
    use(SIGNED, { ...SIGNED, name: 'jumia-ng' });
    const id = await sent({}, { nextAt: FAR }, 'jumia-ng');
    await receive(id, '{}', ACCOUNT.name);
    expect(await nextAt(id)).toBe(FAR);
    await receive(id, '{}', 'jumia-ng');
    expect(await nextAt(id)).toBe(NOON);
  });

  it('that are signed tell of a stranger, and hold nothing', async () => {
    await receive('not-ours');
    expect(await engine.hold()).toBeNull();
    expect(await storage.dataSource.getRepository(DiscrepancyRow).countBy({ reference: 'not-ours' })).toBe(1);
  });

  it('with a capability for a payout that the books have lost hold the account', async () => {
    use(CAPABLE);
    await receive(newId(), '{}', null);
    expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction', until: null });
  });

  it('with a capability for a payout whose account has another name now hold nothing', async () => {
    use(CAPABLE);
    const id = await sent({}, { nextAt: FAR }, 'jumia-old');
    expect(await receive(id, '{}', null)).toBe(true);
    expect(await engine.hold()).toBeNull();
    expect(await nextAt(id)).toBe(NOON);
  });

  it('about a payout that was canceled after an attempt have it read: if it was paid, the account is held', async () => {
    const id = await sent({ status: 'canceled' }, { nextAt: null });
    await receive(id);
    connector.onLookup = async () => anObservation({ fact: 'paid' });
    for (const one of await engine.reader.claim(SIGNED, 9)) await engine.reader.readClaimed(one);
    expect((await engine.payout(id)).status).toBe('paid');
    expect(await engine.hold()).toMatchObject({ reason: 'unexplained_transaction' });
    const absent = await sent({ status: 'canceled' }, { nextAt: NOON });
    connector.onLookup = async () => 'absent';
    for (const one of await engine.reader.claim(SIGNED, 9)) await engine.reader.readClaimed(one);
    expect(await engine.payout(absent)).toMatchObject({ status: 'canceled', schedule: { nextAt: null } });
  });
});
