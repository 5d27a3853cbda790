import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { NOON } from '../../../test/support/factories.js';
import { aBatch, acceptedEvent, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import { openReview } from '../domain/reviews.js';
import { Timers } from '../engine/timers.js';
import { BatchRow } from '../storage/entities/batch.entity.js';
import { OutboxEventRow } from '../storage/entities/outbox.entities.js';
import { BatchCompletion, BatchNews } from './batch-completion.js';

const BATCHES = 12;

describe.each(DATABASES)('the end of batches on $name', (kind) => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(kind);
    for (let index = 0; index < BATCHES; index += 1) await paidBatch(`batch ${index}`);
  });
  afterAll(() => storage.close());

  const paidBatch = (id: string) =>
    storage.unitOfWork.run(async ({ batches, payouts }) => {
      await batches.insert(aBatch({ id }));
      const order = anOrder({ batchId: id });
      await payouts.insertAll([{ order, accepted: acceptedEvent({ status: 'paid' }), schedule: { nextAt: null } }]);
    });

  it('is told once, although several instances see it at the same time', async () => {
    const instances = Array.from({ length: 4 }, () => {
      const { context, worker } = new Engine(storage, new ScriptedConnector(ACCOUNT));
      return new BatchCompletion(context, new BatchNews(), new Timers(), worker);
    });
    await Promise.all(instances.map((instance) => instance.completeDue()));
    const told = await storage.dataSource.getRepository(OutboxEventRow).countBy({ type: 'batch.completed' });
    const batches = await storage.dataSource.getRepository(BatchRow).find();
    const open = batches.filter(({ completedAt }) => completedAt === null);
    expect({ told, open }).toEqual({ told: BATCHES, open: [] });
  });

  it('is not told when a payout was opened again after the batch was found complete', async () => {
    await paidBatch('opened again');
    const [found] = await storage.unitOfWork.read(({ batches }) => batches.nowComplete());
    const [id = ''] = await storage.unitOfWork.read(({ batches }) => batches.payoutsIn('opened again', ['paid']));
    const payout = await storage.unitOfWork.read(({ payouts }) => payouts.require(id));
    if (found === undefined) throw new Error('nothing was found');
    const change = { events: [openReview('conflict', NOON)], source: 'worker' as const, at: NOON };
    await storage.unitOfWork.run(({ payouts }) => payouts.change(payout, change));
    expect(await storage.unitOfWork.run(({ batches }) => batches.complete(found.id, NOON))).toBe(false);
  });
});
