import { DATABASES } from '../../../../test/support/databases.js';
import { NOON } from '../../../../test/support/factories.js';
import { acceptedEvent, anOrder, openStorage, type Storage } from '../../../../test/support/storage.js';
import { AttemptRow } from '../entities/attempt.entity.js';
import { isDuplicate } from './database-errors.js';
import { FULL_INSERT, RowSet } from './row-set.js';
import { StaleRowError } from './storage.errors.js';

const AWKWARD = [
  'é😀"\'\\',
  '\u0000\n\t',
  '{"k":[1,null]}',
  'true',
  '1.0',
  "O'Brien -- ; DROP TABLE cauri_payout",
  '𝒳'.repeat(127),
];

describe.each(DATABASES)('a set of rows on $name', (kind) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());

  const within = <T>(unit: (rows: RowSet<AttemptRow>) => Promise<T>): Promise<T> =>
    storage.dataSource.transaction((manager) => unit(new RowSet(manager, AttemptRow)));
  const anAttempt = (id: string, more: Partial<AttemptRow> = {}): AttemptRow => ({
    id,
    payoutId: `payout of ${id}`,
    number: 1,
    startedAt: NOON,
    endedAt: null,
    outcome: null,
    proof: 'open',
    blocksResend: 0,
    reason: null,
    providerReason: null,
    httpStatus: null,
    ...more,
  });
  const accept = (count: number) =>
    storage.unitOfWork.run(({ payouts }) =>
      payouts.insertAll(
        Array.from({ length: count }, () => ({
          order: anOrder(),
          accepted: acceptedEvent(),
          schedule: { nextAt: NOON },
        })),
      ),
    );

  it.each([AWKWARD.length, FULL_INSERT])('keeps every text and number of %i rows to the letter', async (count) => {
    const rows = Array.from({ length: count }, (_, index) =>
      anAttempt(`letter ${count} ${String(index).padStart(3, '0')}`, {
        reason: AWKWARD[index % AWKWARD.length] ?? null,
        startedAt: Number.MAX_SAFE_INTEGER,
        httpStatus: index === 0 ? null : index,
      }),
    );
    await within((set) => set.insert(rows));
    const found = await within((set) => set.byIds(rows.map(({ id }) => id)));
    expect(found.sort((one, other) => (one.id < other.id ? -1 : 1))).toEqual(rows);
  });

  it('gives every row its own values, and leaves the columns alone that it does not name', async () => {
    const rows = AWKWARD.map((reason, index) => anAttempt(`own ${index}`, { reason }));
    await within((set) => set.insert(rows));
    const changes = rows.map(({ id }, index) => ({ row: { id, httpStatus: 400 + index, endedAt: NOON }, seen: {} }));
    expect(await within((set) => set.update(changes, ['endedAt', 'httpStatus']))).toBe(rows.length);
    const found = await within((set) => set.byIds(rows.map(({ id }) => id)));
    expect(new Map(found.map((row) => [row.id, row]))).toEqual(
      new Map(rows.map((row, index) => [row.id, { ...row, httpStatus: 400 + index, endedAt: NOON }])),
    );
  });

  it('counts only the rows that still are what was seen', async () => {
    const rows = [anAttempt('seen 1'), anAttempt('seen 2', { number: 2 })];
    await within((set) => set.insert(rows));
    const changes = rows.map(({ id }) => ({ row: { id, httpStatus: 1 }, seen: { number: 1, proof: 'open' } }));
    expect(await within((set) => set.update(changes, ['httpStatus']))).toBe(1);
    const found = await within((set) => set.byIds(['seen 1', 'seen 2']));
    expect(new Map(found.map(({ id, httpStatus }) => [id, httpStatus]))).toEqual(
      new Map([
        ['seen 1', 1],
        ['seen 2', null],
      ]),
    );
  });

  it.each<Partial<AttemptRow>>([
    { reason: 'x'.repeat(70_000) },
    { startedAt: 1.5 },
    { startedAt: Number.NaN },
    { httpStatus: '1' as unknown as number },
  ])('refuses what a column cannot hold: %j', async (more) => {
    await expect(within((set) => set.insert([anAttempt('unfit', more)]))).rejects.toThrow(RangeError);
  });

  it.each([2, FULL_INSERT])(
    'inserts all of %i rows or none, and calls a key that is taken a duplicate',
    async (count) => {
      const rows = Array.from({ length: count }, (_, index) => anAttempt(`all ${count} ${index}`));
      await within((set) => set.insert(rows.slice(-1)));
      const error = await within((set) => set.insert(rows)).catch((thrown: unknown) => thrown);
      expect(isDuplicate(error)).toBe(true);
      expect(await within((set) => set.byIds(rows.map(({ id }) => id)))).toEqual(rows.slice(-1));
    },
  );

  it('changes a set of payouts with each its own version, or none of them', async () => {
    const accepted = await accept(50);
    const annotated = { type: 'annotated', changes: { fee: 7 }, data: {} } as const;
    const change = { events: [annotated, annotated], source: 'worker', at: NOON + 1 } as const;
    const [first, ...others] = accepted;
    if (!first) throw new Error('nothing was accepted');
    const [moved] = await storage.unitOfWork.run(({ payouts }) => payouts.changeAll([{ payout: first, change }]));
    const all = accepted.map((payout) => ({ payout, change }));
    await expect(
      storage.dataSource.transaction(async (manager) => {
        const { Payouts } = await import('../payouts.repository.js');
        await new Payouts(manager).changeAll(all);
      }),
    ).rejects.toThrow(StaleRowError);
    const rest = await storage.unitOfWork.run(({ payouts }) =>
      payouts.changeAll([...others.map((payout) => ({ payout, change })), { payout: moved ?? first, change }]),
    );
    expect(new Set(rest.map(({ version }) => version))).toEqual(new Set([2, 3]));
    for (const { id, version } of rest.slice(-2)) {
      const events = await storage.unitOfWork.read(({ payouts }) => payouts.events(id));
      expect(events.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 2 * version - 1 }, (_, index) => index + 1),
      );
    }
  });

  it('finds attempts and payouts of a set', async () => {
    const [one, two] = await accept(2);
    if (!one || !two) throw new Error('nothing was accepted');
    await storage.unitOfWork.run(({ attempts }) =>
      attempts.startAll(
        [2, 1].map((number) => ({ id: `${one.id} ${number}`.slice(-36), payoutId: one.id, number, startedAt: NOON })),
      ),
    );
    const found = await storage.unitOfWork.run(async ({ attempts, payouts }) => ({
      attempts: await attempts.ofAll([one.id, two.id]),
      payouts: await payouts.lock([two.id, 'nobody', one.id]),
      keys: await payouts.findByKeys([one.id, `key ${two.id}`]),
    }));
    expect([...found.attempts].map(([id, all]) => [id, all.map(({ number }) => number)])).toEqual([
      [one.id, [1, 2]],
      [two.id, []],
    ]);
    expect(new Set(found.payouts.keys())).toEqual(new Set([one.id, two.id]));
    expect(found.payouts.get(two.id)).toEqual(two);
    expect([...found.keys.keys()]).toEqual([`key ${two.id}`]);
  });
});
