import { DATABASES } from '../../../test/support/databases.js';
import { clear } from '../../../test/support/engine.js';
import { NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { PayoutRow } from './entities/payout.entity.js';

const ACCOUNTS = ['jumia-ci', 'djamo'];

describe.each(DATABASES)('measurements on $name', (kind) => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  const set = (id: string, columns: Partial<PayoutRow>) =>
    storage.dataSource.getRepository(PayoutRow).update(id, columns);
  const waiting = () => storage.unitOfWork.read(({ measurements }) => measurements.waiting(ACCOUNTS));
  const of = async (account: string, status: string) =>
    (await waiting()).find((one) => one.account === account && one.status === status);

  it('count what waits by account and status, and tell since when the oldest is due', async () => {
    const [first, second, third] = [await accept(storage), await accept(storage), await accept(storage)];
    await set(first.id, { nextAt: NOON + 2_000 });
    await set(second.id, { nextAt: NOON + 1_000 });
    await set(third.id, { status: 'processing', nextAt: null });
    expect(await of('jumia-ci', 'queued')).toMatchObject({ count: 2, oldestDueAt: NOON + 1_000 });
    expect(await of('jumia-ci', 'processing')).toMatchObject({ count: 1, oldestDueAt: null });
    expect(await of('djamo', 'queued')).toMatchObject({ count: 0, oldestDueAt: null });
  });

  it('know reads of settled payouts that are due, without counting these', async () => {
    const { id } = await accept(storage);
    await set(id, { status: 'paid', nextAt: NOON });
    expect(await of('jumia-ci', 'paid')).toMatchObject({ count: null, oldestDueAt: NOON });
  });

  it('take nothing for due on which nobody works, such as a queued payout in review', async () => {
    const { id } = await accept(storage);
    await set(id, { nextAt: NOON, reviewReason: 'unfinished' });
    expect(await of('jumia-ci', 'queued')).toMatchObject({ count: 1, oldestDueAt: null });
    await set(id, { status: 'processing' });
    expect(await of('jumia-ci', 'processing')).toMatchObject({ oldestDueAt: NOON });
    await set(id, { reviewReason: 'account_changed' });
    expect(await of('jumia-ci', 'processing')).toMatchObject({ oldestDueAt: null });
    expect([...(await storage.unitOfWork.read(({ measurements }) => measurements.reviews()))]).toEqual([
      ['account_changed', 1],
    ]);
    expect([...(await storage.unitOfWork.read(({ measurements }) => measurements.reviewsByAccount()))]).toEqual([
      ['jumia-ci', 1],
    ]);
  });

  it('know no delivery where no endpoint is', async () => {
    expect(await storage.unitOfWork.read(({ measurements }) => measurements.oldestDelivery())).toBeNull();
  });

  it('read indexes, never the whole table', async () => {
    const plans: string[] = [];
    const explain = async (transaction: { measurements: object }) => {
      const manager = (
        transaction.measurements as { manager: { query(sql: string, values?: unknown[]): Promise<unknown> } }
      ).manager;
      const { query } = manager;
      manager.query = async (sql, values) => {
        const plan = kind.name === 'sqlite' ? 'EXPLAIN QUERY PLAN ' : 'EXPLAIN ';
        plans.push(JSON.stringify(await Reflect.apply(query, manager, [plan + sql, values])));
        return Reflect.apply(query, manager, [sql, values]);
      };
    };
    for (let count = 0; count < 20; count += 1) await accept(storage);
    await storage.unitOfWork.read(async (transaction) => {
      await explain(transaction);
      await transaction.measurements.waiting(ACCOUNTS);
      await transaction.measurements.reviews();
      await transaction.measurements.reviewsByAccount();
    });
    expect(plans).toHaveLength(3);
    for (const plan of plans) expect(plan).toMatch(/cauri_payout_(due|review)/);
    expect(plans.join()).not.toMatch(
      /SCAN (p|cauri_payout)(?! USING)|"type":"ALL"[^}]*"table":"p"|"table":"p","type":"ALL"/,
    );
  });
});
