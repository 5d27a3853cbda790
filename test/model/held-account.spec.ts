import { DATABASES } from '../support/databases.js';
import { openStorage, type Storage } from '../support/storage.js';
import { Stage, workOnce } from './stage.js';

/** What the models found: the hold of an account from which nothing waits to be sent. */
describe.each(DATABASES)('an account held after an outage that is over, on $name', (kind) => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());

  it('still takes a paid credit back when nothing else waits', async () => {
    const stage = await Stage.begin(storage, 'by-reference');
    const work = async (): Promise<void> => {
      stage.clock.advance(await stage.untilDue());
      await workOnce(stage);
    };
    const { id } = await stage.accept(0);
    for (const key of [1, 2]) await stage.accept(key);
    stage.provider.fates.push('lost_reply', 'lost_reply', 'lost_reply');
    stage.provider.healthy = true;
    await workOnce(stage);
    for (let pass = 0; pass < 5; pass += 1) await work();
    const paid = await stage.books.read(({ payouts }) => payouts.require(id));
    expect(paid.status).toBe('paid');
    await stage.cancellations.cancel(paid, { consumer: 'payroll' });
    for (let pass = 0; pass < 20; pass += 1) await work();
    const after = await stage.books.read(({ payouts }) => payouts.require(id));
    expect([after.status, after.cancellation?.status]).toEqual(['returned', 'done']);
  });
});
