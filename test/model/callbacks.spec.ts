import { DATABASES } from '../support/databases.js';
import { openStorage, type Storage } from '../support/storage.js';
import type { Reading } from './adversary.js';
import { SECOND } from './manual-clock.js';
import { Stage, workOnce } from './stage.js';

/** What the models found: a callback is the only thing that makes a final payout be read again. */
describe.each(DATABASES)('a callback about a payout that is final, on $name', (kind) => {
  let storage: Storage;
  let stage: Stage;
  let id: string;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());

  beforeEach(async () => {
    stage = await Stage.begin(storage, 'unverified');
    ({ id } = await stage.accept(0));
    await workOnce(stage);
    stage.provider.ledger.move(id, 'paid');
    stage.clock.advance(await stage.untilDue());
  });

  async function workUntil(status: string): Promise<void> {
    for (let pass = 0; pass < 3; pass += 1) {
      stage.clock.advance(await stage.untilDue());
      await workOnce(stage);
    }
    const payout = await stage.books.read(({ payouts }) => payouts.require(id));
    expect(payout.status).toBe(status);
  }

  it('is not lost while the answer to an earlier read is on its way', async () => {
    const [worker] = stage.workers;
    await worker.claimReads(1);
    await worker.leaveUnderWay(() => worker.readOne());
    stage.clock.advance(SECOND);
    stage.provider.ledger.move(id, 'returned');
    await stage.callBack(id);
    await worker.deliver();
    await workUntil('returned');
  });

  it('is not lost when the read that it asks for fails', async () => {
    await workOnce(stage);
    stage.provider.ledger.move(id, 'returned');
    await stage.callBack(id);
    stage.clock.advance(6 * SECOND);
    stage.provider.readings.push('broken' satisfies Reading);
    await workOnce(stage);
    await workUntil('returned');
  });

  it('is stored once and counted when the same comes twice at the same time', async () => {
    const MANY = 12;
    await Promise.all(Array.from({ length: MANY }, () => stage.callBack(id)));
    const rows: { count: number }[] = await storage.dataSource.query('SELECT count FROM cauri_callback');
    expect(rows.map(({ count }) => Number(count))).toEqual([MANY]);
  });
});
