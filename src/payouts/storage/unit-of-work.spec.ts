import { setTimeout as sleep } from 'node:timers/promises';
import { DATABASES } from '../../../test/support/databases.js';
import { NOON } from '../../../test/support/factories.js';
import { loseCommit } from '../../../test/support/lost-commit.js';
import { accept, acceptedEvent, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import { CommitUnknownError, DatabaseUnavailableError, StaleRowError } from './database/storage.errors.js';
import { PayoutRow } from './entities/payout.entity.js';
import type { Transaction } from './transaction.js';

class Unwanted extends Error {}

/** Returns a promise that the test resolves by calling `open`. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

describe.each(DATABASES)('the unit of work on $name', (kind) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());

  const insert = ({ payouts }: Transaction, order = anOrder()) =>
    payouts.insert(order, acceptedEvent(), { nextAt: NOON });
  const exists = async (id: string) => (await storage.unitOfWork.read(({ payouts }) => payouts.find(id))) !== null;

  it('commits what it was told, events included', async () => {
    const { id } = await storage.unitOfWork.run((transaction) => insert(transaction));
    expect(await exists(id)).toBe(true);
    expect(await storage.unitOfWork.read(({ payouts }) => payouts.events(id))).toHaveLength(1);
  });

  it('undoes all of a unit that throws, and says why', async () => {
    const order = anOrder();
    const unit = storage.unitOfWork.run(async (transaction) => {
      await insert(transaction, order);
      throw new Unwanted('no');
    });
    await expect(unit).rejects.toThrow(Unwanted);
    expect(await exists(order.id)).toBe(false);
    expect(await storage.unitOfWork.read(({ payouts }) => payouts.events(order.id))).toEqual([]);
  });

  it('keeps what was written outside while another transaction is rolled back', async () => {
    const [inside, outside] = [anOrder(), anOrder()];
    const started = gate();
    const failing = storage.unitOfWork.run(async (transaction) => {
      await insert(transaction, inside);
      started.open();
      await sleep(50);
      throw new Unwanted('rolled back');
    });
    await started.passed;
    const { id } = await accept(storage, outside);
    await expect(failing).rejects.toThrow(Unwanted);
    expect([await exists(inside.id), await exists(id)]).toEqual([false, true]);
  });

  it('keeps a plain write of a repository while a transaction is rolled back', async () => {
    const row = await accept(storage);
    const started = gate();
    const failing = storage.unitOfWork.run(async (transaction) => {
      await insert(transaction);
      started.open();
      await sleep(50);
      throw new Unwanted('rolled back');
    });
    await started.passed;
    await storage.dataSource.getRepository(PayoutRow).update({ id: row.id }, { pollStep: 7 });
    await expect(failing).rejects.toThrow(Unwanted);
    expect((await storage.unitOfWork.read(({ payouts }) => payouts.require(row.id))).schedule.pollStep).toBe(7);
  });

  it('shows no reader what is not committed', async () => {
    const order = anOrder();
    const written = gate();
    const unit = storage.unitOfWork.run(async (transaction) => {
      await insert(transaction, order);
      written.open();
      await sleep(50);
      throw new Unwanted('rolled back');
    });
    await written.passed;
    expect(await exists(order.id)).toBe(false);
    await expect(unit).rejects.toThrow(Unwanted);
  });

  it('commits all of 200 units that start at once, and none of those that fail', async () => {
    const orders = Array.from({ length: 200 }, () => anOrder());
    const failing = new Set(orders.filter((_, index) => index % 5 === 0).map(({ id }) => id));
    const results = await Promise.allSettled(
      orders.map((order) =>
        storage.unitOfWork.run(async (transaction) => {
          await insert(transaction, order);
          await sleep(Math.random() * 3);
          if (failing.has(order.id)) throw new Unwanted('rolled back');
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(160);
    for (const { id } of orders) expect([id, await exists(id)]).toEqual([id, !failing.has(id)]);
  });

  it('runs a unit again from the top when the row changed meanwhile', async () => {
    const { id } = await accept(storage);
    let runs = 0;
    await storage.unitOfWork.run(async ({ payouts }) => {
      runs += 1;
      const payout = await payouts.require(id);
      // The first run uses an old version of the payout, so that it conflicts.
      const seen = runs === 1 ? { ...payout, version: payout.version - 1 } : payout;
      await payouts.change(seen, { events: [event('annotated')], source: 'worker', at: NOON });
    });
    expect(runs).toBe(2);
    expect((await storage.unitOfWork.read(({ payouts }) => payouts.require(id))).version).toBe(2);
  });

  it('gives up on a row that never is as it was read', async () => {
    let runs = 0;
    const unit = storage.unitOfWork.run(async () => {
      runs += 1;
      throw new StaleRowError('x');
    });
    await expect(unit).rejects.toThrow(StaleRowError);
    expect(runs).toBe(8);
  });

  it('loses no increment of 20 units that change the same row', async () => {
    const { id } = await accept(storage);
    const units = Array.from({ length: 20 }, () =>
      retried(() =>
        storage.unitOfWork.run(async ({ payouts }) => {
          const payout = await payouts.require(id);
          await payouts.change(payout, { events: [event('annotated')], source: 'worker', at: NOON });
        }),
      ),
    );
    await Promise.all(units);
    const events = await storage.unitOfWork.read(({ payouts }) => payouts.events(id));
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect((await storage.unitOfWork.read(({ payouts }) => payouts.require(id))).version).toBe(21);
  });

  it('says that the outcome is unknown when the answer to COMMIT is lost, and runs nothing again', async () => {
    for (const happens of [true, false]) {
      const order = anOrder();
      let runs = 0;
      const spy = loseCommit(storage, happens);
      const unit = storage.unitOfWork.run((transaction) => {
        runs += 1;
        return insert(transaction, order);
      });
      await expect(unit).rejects.toThrow(CommitUnknownError);
      spy.mockRestore();
      expect(runs).toBe(1);
      expect(await exists(order.id)).toBe(happens);
    }
  });

  it('runs a unit again when the connection was lost before COMMIT, then says that the database is away', async () => {
    let runs = 0;
    const unit = storage.unitOfWork.run(async () => {
      runs += 1;
      throw Object.assign(new Error('gone'), { code: 'PROTOCOL_CONNECTION_LOST' });
    });
    await expect(unit).rejects.toThrow(DatabaseUnavailableError);
    expect(runs).toBe(3);
  });

  it('works on after all of that', async () => {
    expect(await exists((await accept(storage)).id)).toBe(true);
  });
});

function event(type: 'annotated') {
  return { type, changes: {}, data: {} };
}

/**
 * Runs the unit until it succeeds. With 20 concurrent writers a row can be stale more than eight times. An API client
 * would then get a 503 and repeat its request.
 */
async function retried(unit: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await unit();
    } catch (error) {
      if (!(error instanceof StaleRowError)) throw error;
    }
  }
}
