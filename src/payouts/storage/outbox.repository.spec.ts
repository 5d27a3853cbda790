import { DATABASES } from '../../../test/support/databases.js';
import { NOON } from '../../../test/support/factories.js';
import { accept, connect, openStorage, type Storage } from '../../../test/support/storage.js';
import { OPERATIONS_AUDIENCE, type OutboxEvent } from '../domain/outbox-event.js';
import { OutboxEventRow } from './entities/outbox.entities.js';
import { UnitOfWork } from './unit-of-work.js';

const released = (name: string): OutboxEvent => ({
  type: 'account.released',
  at: NOON,
  data: { name, object: 'account', hold: null },
});

function gate(): { opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe.each(DATABASES)('the outbox on $name', (kind) => {
  let one: Storage;
  let other: UnitOfWork;
  let close: () => Promise<void>;

  beforeAll(async () => {
    one = await openStorage(kind);
    const second = await connect(one.url);
    other = new UnitOfWork(second);
    close = async () => {
      await second.destroy();
      await one.close();
    };
  });
  afterEach(() => one.dataSource.getRepository(OutboxEventRow).clear());
  afterAll(() => close());

  const add = (unitOfWork: UnitOfWork, name: string) =>
    unitOfWork.run(async ({ outbox }) => outbox.add([released(name)]));
  const place = (unitOfWork: UnitOfWork) => unitOfWork.run(async ({ outbox }) => outbox.place(NOON, 500));

  function names(events: readonly OutboxEventRow[]): unknown[] {
    return events.map(({ data }) => (data as { name: string }).name);
  }

  /** Returns what a reader of the feed gets for all positions behind `after`. */
  function readFrom(after: number) {
    return one.unitOfWork.read(async ({ outbox }) => {
      const { position: upTo } = await outbox.feed();
      return outbox.read({ audiences: [OPERATIONS_AUDIENCE], types: null, after, upTo, limit: 1_000 });
    });
  }

  it('has nothing of a transaction that was rolled back', async () => {
    const undone = one.unitOfWork.run(async ({ outbox }) => {
      outbox.add([released('never')]);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await place(one.unitOfWork)).toEqual([]);
  });

  it('writes all that a transaction tells by one statement', async () => {
    const statements: string[] = [];
    const create = one.dataSource.createQueryRunner.bind(one.dataSource);
    const spy = jest.spyOn(one.dataSource, 'createQueryRunner').mockImplementation((mode) => {
      const runner = create(mode);
      const { query } = runner;
      runner.query = ((sql: string, ...rest: unknown[]) => {
        statements.push(sql);
        return Reflect.apply(query, runner, [sql, ...rest]);
      }) as typeof query;
      return runner;
    });
    await one.unitOfWork.run(async ({ outbox }) => outbox.add([released('a'), released('b'), released('c')]));
    spy.mockRestore();
    expect(statements.filter((sql) => sql.includes('cauri_outbox'))).toHaveLength(1);
    expect(await place(one.unitOfWork)).toHaveLength(3);
  });

  it('gives versions of a payout their order, however the clocks of instances differ', async () => {
    const payout = await accept(one, { createdAt: NOON });
    const event = { type: 'canceled' as const, changes: { status: 'canceled' as const }, data: {} };
    const behind = { events: [event], source: 'api' as const, at: NOON - 5_000 };
    await other.run(({ payouts }) => payouts.change(payout, behind));
    const placed = await place(one.unitOfWork);
    expect(placed.map(({ version }) => version)).toEqual([1, 2]);
    const [first, second] = placed.map(({ position }) => position);
    expect(second).toBe((first ?? 0) + 1);
  });

  it('takes out what is old, and says up to where', async () => {
    await add(one.unitOfWork, 'old');
    await place(one.unitOfWork);
    await one.unitOfWork.run(async ({ outbox }) => outbox.add([{ ...released('new'), at: NOON + 1 }]));
    const [kept] = await place(one.unitOfWork);
    expect(await one.unitOfWork.run(({ outbox }) => outbox.purge(NOON + 1, 500))).toBe(1);
    expect(await one.unitOfWork.run(({ outbox }) => outbox.purge(NOON + 1, 500))).toBe(0);
    const { floor, position } = await one.unitOfWork.read(({ outbox }) => outbox.feed());
    expect({ floor, position }).toEqual({ floor: (kept?.position ?? 0) - 1, position: kept?.position });
    expect(names(await readFrom(floor))).toEqual(['new']);
  });

  // SQLite allows only one writer, so transactions cannot overlap.
  if (kind.name === 'sqlite') return;

  it('shows nothing before what a reader has read, when a transaction commits later than one that began after it', async () => {
    const { position: start } = await one.unitOfWork.read(({ outbox }) => outbox.feed());
    const [written, finish] = [gate(), gate()];
    const slow = one.unitOfWork.run(async (transaction) => {
      transaction.outbox.add([released('began first')]);
      await transaction.outbox.write(NOON);
      written.open();
      await finish.opened;
      // The test has already written these events itself.
      (transaction as unknown as { outbox: { journal: unknown[] } }).outbox.journal.length = 0;
    });
    await written.opened;
    await add(other, 'committed first');
    await place(other);
    const seen = await readFrom(start);
    expect(names(seen)).toEqual(['committed first']);
    finish.open();
    await slow;
    await place(one.unitOfWork);
    expect(names(await readFrom(seen.at(-1)?.position ?? 0))).toEqual(['began first']);
  });

  it('is read without a gap while two instances write and give places', async () => {
    const { position: start } = await one.unitOfWork.read(({ outbox }) => outbox.feed());
    const instances = [one.unitOfWork, other];
    let writing = true;
    const written: string[] = [];
    const writers = instances.flatMap((unitOfWork, instance) =>
      Array.from({ length: 4 }, async (_, writer) => {
        for (let count = 0; count < 25; count += 1) {
          const name = `${instance}-${writer}-${count}`;
          await unitOfWork.run(async ({ outbox }) => {
            outbox.add([released(name)]);
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
          });
          written.push(name);
        }
      }),
    );
    const placers = instances.map(async (unitOfWork) => {
      while (writing) await place(unitOfWork);
      await place(unitOfWork);
    });
    const read: unknown[] = [];
    let after = start;
    async function readOn(): Promise<void> {
      const events = await readFrom(after);
      read.push(...names(events));
      after = events.at(-1)?.position ?? after;
    }
    const reader = (async () => {
      while (writing) await readOn();
    })();
    await Promise.all(writers);
    writing = false;
    await Promise.all([...placers, reader]);
    await readOn();
    expect(read).toHaveLength(written.length);
    expect(new Set(read)).toEqual(new Set(written));
    const rows = await one.dataSource.getRepository(OutboxEventRow).find();
    expect(new Set(rows.map(({ position }) => position)).size).toBe(200);
  });
});
