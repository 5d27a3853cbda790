import { setTimeout as sleep } from 'node:timers/promises';
import { DATABASES } from '../../../../test/support/databases.js';
import { NOON } from '../../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../../test/support/storage.js';
import type { Transaction } from '../transaction.js';

const servers = DATABASES.filter(({ name }) => name === 'mariadb');

/** Two units lock two rows in opposite order, so the server must roll one of them back. */
(servers.length > 0 ? describe.each(servers) : describe.skip.each(DATABASES))(
  'units that lock each other on $name',
  (kind) => {
    let storage: Storage;
    beforeAll(async () => {
      storage = await openStorage(kind);
    });
    afterAll(() => storage.close());

    const annotate = async ({ payouts }: Transaction, id: string) =>
      payouts.change(await payouts.require(id), {
        events: [{ type: 'annotated', changes: {}, data: {} }],
        source: 'worker',
        at: NOON,
      });

    it('both happen, one of them after a deadlock and from the top', async () => {
      const [a, b] = [await accept(storage), await accept(storage)];
      let runs = 0;
      const unit = (first: string, second: string) =>
        storage.unitOfWork.run(async (transaction) => {
          runs += 1;
          await annotate(transaction, first);
          await sleep(200);
          await annotate(transaction, second);
        });
      await Promise.all([unit(a.id, b.id), unit(b.id, a.id)]);
      expect(runs).toBeGreaterThan(2);
      for (const { id } of [a, b]) {
        expect((await storage.unitOfWork.read(({ payouts }) => payouts.require(id))).version).toBe(3);
        expect(await storage.unitOfWork.read(({ payouts }) => payouts.events(id))).toHaveLength(3);
      }
    });

    it('run again after waiting too long for a lock, without half of what they wrote', async () => {
      const [first, locked] = [await accept(storage), await accept(storage)];
      const blocker = storage.dataSource.createQueryRunner();
      await blocker.startTransaction();
      await blocker.query('UPDATE cauri_payout SET poll_step = 1 WHERE id = ?', [locked.id]);
      let runs = 0;
      const unit = storage.unitOfWork.run(async (transaction) => {
        runs += 1;
        await annotate(transaction, first.id);
        await annotate(transaction, locked.id);
      });
      await sleep(6_000);
      await blocker.commitTransaction();
      await blocker.release();
      await unit;
      expect(runs).toBeGreaterThan(1);
      for (const { id } of [first, locked]) {
        expect(await storage.unitOfWork.read(({ payouts }) => payouts.events(id))).toHaveLength(2);
      }
    });

    it('never wait longer than five seconds, the first connection too', async () => {
      const runners = Array.from({ length: 4 }, () => storage.dataSource.createQueryRunner());
      const waits = await Promise.all(
        runners.map((runner) => runner.query('SELECT @@innodb_lock_wait_timeout AS seconds')),
      );
      await Promise.all(runners.map((runner) => runner.release()));
      expect(waits.map(([row]) => Number(row.seconds))).toEqual([5, 5, 5, 5]);
    });
  },
);
