import { DATABASES } from '../../../test/support/databases.js';
import { NOON } from '../../../test/support/factories.js';
import { aBatch, acceptedEvent, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import { newId } from '../../common/new-id.js';
import type { BatchLineRow, BatchRow } from './entities/batch.entity.js';
import type { PayoutFilter } from './payout-list.repository.js';
import type { Transaction } from './transaction.js';

/** The indexes that a list without a filter reads from its newest entry on. */
const IN_ORDER = ['cauri_payout_accepted', 'PRIMARY'];
const SETTLED = 6_000;
const PIECE = 500;

interface Asked {
  readonly sql: string;
  readonly values: unknown[];
}

function named(index: number) {
  return { reference: `salary ${index}`, referenceHash: `hash of ${index}`, batchId: `batch ${index % 60}` };
}

function manyBatches(index: number): Partial<BatchRow> {
  const consumer = index % 3 ? 'payroll' : 'shop';
  return { id: `batch ${index}`, consumer, completedAt: index < 290 ? NOON : null };
}

function aLine(batch: number, line: number): BatchLineRow {
  return { batchId: `batch ${batch}`, line, payoutId: line % 2 ? newId() : null, cells: '[]', errors: null };
}

const ALL: PayoutFilter = { consumer: null };
const LISTS: Readonly<Record<string, PayoutFilter>> = {
  everything: ALL,
  'a consumer': { consumer: 'payroll' },
  'one status': { ...ALL, statuses: ['failed'] },
  'the commonest status': { ...ALL, statuses: ['paid'] },
  'several statuses': { ...ALL, statuses: ['failed', 'processing', 'paid'] },
  provider: { ...ALL, provider: 'djamo' },
  account: { ...ALL, account: 'nobody' },
  reference: { ...ALL, reference: 'invoice 1' },
  'reference of a consumer': { consumer: 'payroll', reference: 'invoice 1' },
  batchId: { ...ALL, batchId: newId() },
  'review=true': { ...ALL, review: true },
  'review=true of a consumer': { consumer: 'payroll', review: true },
  'review=false': { ...ALL, review: false },
  createdFrom: { ...ALL, createdFrom: NOON + 1 },
  createdTo: { ...ALL, createdTo: NOON - 1 },
  providerId: { ...ALL, providerId: 'txn_nobody' },
  recipient: { ...ALL, recipient: 'nobody@example.com' },
  'settledFrom and settledTo': { ...ALL, settledFrom: NOON, settledTo: NOON + 1 },
  'settledFrom of a consumer': { consumer: 'payroll', settledFrom: NOON + 1 },
  settledTo: { ...ALL, settledTo: NOON },
  updatedFrom: { ...ALL, updatedFrom: NOON + 1 },
  updatedTo: { ...ALL, updatedTo: NOON - 1 },
  'updatedFrom and updatedTo': { ...ALL, updatedFrom: NOON - 1, updatedTo: NOON },
  'batchId and status': { ...ALL, batchId: newId(), statuses: ['failed', 'paid'] },
  'batchId of a consumer': { consumer: 'payroll', batchId: newId() },
  'recipient of a consumer': { consumer: 'payroll', recipient: 'nobody@example.com' },
  'providerId of a consumer': { consumer: 'payroll', providerId: 'txn_nobody' },
  'createdFrom and createdTo': { ...ALL, createdFrom: NOON - 1, createdTo: NOON },
  'all of them': {
    consumer: 'payroll',
    statuses: ['paid'],
    provider: 'djamo',
    account: 'djamo-ci',
    review: false,
    createdFrom: NOON,
    createdTo: NOON + 1,
  },
};

const SCOPES = new Map([['jumia-ci', 'scope']]);
const CLAIM = {
  account: 'jumia-ci',
  scope: 'scope',
  now: NOON,
  leaseToken: newId(),
  leaseUntil: NOON + 6_000,
  limit: 16,
};
const PAGE = { limit: 21, before: newId() };
const TODAY = { name: '2026-11-27', from: NOON, to: NOON + 86_400_000 };
const BATCHES: Readonly<Record<string, (transaction: Transaction) => Promise<unknown>>> = {
  'all batches': ({ batches }) => batches.list(null, { ...PAGE, before: null }),
  'all batches, next page': ({ batches }) => batches.list(null, PAGE),
  "a consumer's batches": ({ batches }) => batches.list('payroll', { ...PAGE, before: null }),
  "a consumer's batches, next page": ({ batches }) => batches.list('payroll', PAGE),
  'a batch by its key': ({ batches }) => batches.findByKey('key batch 7'),
  'totals of batches': ({ batches }) => batches.totals(['batch 1', 'batch 3']),
  'lines of a batch': ({ batches }) => batches.linesOf('batch 1', 1, 100),
  'rejected lines of a batch': ({ batches }) => batches.rejectedLines({ id: 'batch 1', total: 2, accepted: 1 }, 100),
  'what can be decided': ({ batches }) => batches.payoutsIn('batch 1', ['awaiting_approval']),
  'a decision of a batch': ({ batches }) => batches.hasEvent('batch 1', 'approved'),
  'batches that are complete': ({ batches }) => batches.nowComplete(),
  'likely duplicates': ({ payouts }) => payouts.recentTo(['ada@example.com'], { consumer: 'payroll', since: NOON }),
  'the retry of a payout': ({ payouts }) => payouts.findRetryOf(newId()),
  'what is committed': ({ payouts }) => payouts.committed(['jumia-ci']),
  'the sum of a day': ({ dailyTotals }) => dailyTotals.count('jumia-ci', TODAY),
};

const PASS: Readonly<Record<string, (transaction: Transaction) => Promise<unknown>>> = {
  'due to be sent': ({ claims }) => claims.dueToSend(CLAIM),
  'claim to send': ({ claims }) => claims.toSend(CLAIM, [newId()]),
  'due to be read': ({ claims }) => claims.dueToRead(CLAIM),
  'due to be read while held': ({ claims }) => claims.dueToRead(CLAIM, true),
  'claim to read': ({ claims }) => claims.toRead(CLAIM, false, [{ id: newId(), isLeased: false }]),
  'look at what is under way': ({ claims }) => claims.toRead(CLAIM, false, [{ id: newId(), isLeased: true }]),
  'leases of the dead': ({ claims }) => claims.endAll(NOON),
  'claim that bears a token': ({ claims }) => claims.bearing(newId()),
  'oldest waiting': ({ claims }) => claims.oldestWaiting('jumia-ci', 'scope', NOON),
  'oldest refused': ({ claims }) => claims.oldestRefused('jumia-ci', 'scope', NOON),
  expired: ({ sweeps }) => sweeps.expired(NOON),
  unapproved: ({ sweeps }) => sweeps.unapproved(NOON),
  unfinished: ({ sweeps }) => sweeps.unfinished(NOON),
  'of other scopes': ({ sweeps }) => sweeps.ofOtherScopes(SCOPES, NOON),
  'of returned scopes': ({ sweeps }) => sweeps.ofReturnedScopes(SCOPES),
  'rows of a set': ({ payouts }) => payouts.lock([newId()]),
  'keys of a set': ({ payouts }) => payouts.findByKeys(['key']),
  'references of a set': ({ payouts }) => payouts.findByReferences(['reference']),
};

describe.each(DATABASES)('with thousands of settled payouts on $name', (kind) => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(kind);
    for (let from = 0; from < SETTLED; from += PIECE) {
      const accepting = Array.from({ length: PIECE }, (_, index) => ({
        order: anOrder({ createdAt: NOON - from - index, ...(index % 2 ? named(from + index) : {}) }),
        accepted: acceptedEvent({ status: 'paid' }),
        // Watched: due tomorrow.
        schedule: { nextAt: NOON + 86_400_000 },
      }));
      await storage.unitOfWork.run(({ payouts }) => payouts.insertAll(accepting));
    }
    await storage.unitOfWork.run(async ({ batches }) => {
      for (let index = 0; index < 300; index += 1) await batches.insert(aBatch(manyBatches(index)));
      for (let index = 0; index < 60; index += 1) {
        await batches.insertLines(Array.from({ length: 20 }, (_, line) => aLine(index, line + 1)));
      }
    });
    const tables = 'cauri_payout, cauri_batch, cauri_batch_line';
    await storage.dataSource.query(kind.name === 'sqlite' ? 'ANALYZE' : `ANALYZE TABLE ${tables}`);
  });
  afterAll(() => storage.close());

  /** The statements that a unit of work asks of the tables of payouts and batches. */
  async function asked(unit: (transaction: Transaction) => Promise<unknown>): Promise<Asked[]> {
    const found: Asked[] = [];
    const create = storage.dataSource.createQueryRunner.bind(storage.dataSource);
    const spy = jest.spyOn(storage.dataSource, 'createQueryRunner').mockImplementation((mode) => {
      const runner = create(mode);
      const query = runner.query.bind(runner) as (...all: unknown[]) => Promise<unknown>;
      runner.query = ((sql: string, values: unknown[] = [], ...more: unknown[]) => {
        if (/\bcauri_(payout|batch|batch_line)\b/.test(sql)) found.push({ sql, values });
        return query(sql, values, ...more);
      }) as typeof runner.query;
      return runner;
    });
    await storage.unitOfWork.run(unit);
    spy.mockRestore();
    return found;
  }

  /** What the database says about a statement that reads more of the table than it has to. */
  async function complaints({ sql, values }: Asked): Promise<string[]> {
    if (kind.name === 'sqlite') {
      const plan: { detail: string }[] = await storage.dataSource.query(`EXPLAIN QUERY PLAN ${sql}`, values);
      const ofTable = plan
        .map(({ detail }) => detail)
        .filter((detail) => /^SCAN (cauri_payout|payout|p|t|batch|line)\b/.test(detail));
      return ofTable.filter(
        (detail) => !/USING (COVERING )?INDEX (cauri_payout_accepted|sqlite_autoindex_cauri_batch_1)/.test(detail),
      );
    }
    const plan: { table: string | null; type: string; key: string | null; rows: number | string }[] =
      await storage.dataSource.query(`EXPLAIN ${sql}`, values);
    return plan
      .filter(({ table }) => /^(cauri_payout|payout|p|t|batch|line)$/.test(table ?? ''))
      .filter(({ type, key }) => type === 'ALL' || (type === 'index' && !IN_ORDER.includes(key ?? '')))
      .map((line) => JSON.stringify(line));
  }

  async function expectIndexed(unit: (transaction: Transaction) => Promise<unknown>): Promise<void> {
    const statements = await asked(unit);
    expect(statements.length).toBeGreaterThan(0);
    for (const statement of statements)
      expect({ ...statement, wrong: await complaints(statement) }).toMatchObject({ wrong: [] });
  }

  it.each(Object.entries(LISTS))('a list by %s reads the range of an index', async (_, filter) => {
    await expectIndexed((transaction) => transaction.list(filter, { limit: 51, before: null }));
  });

  it('so does every page after the first', async () => {
    const [last] = await storage.unitOfWork.read((transaction) => transaction.list(ALL, { limit: 1, before: null }));
    for (const filter of Object.values(LISTS)) {
      await expectIndexed((transaction) => transaction.list(filter, { limit: 51, before: last?.id ?? '' }));
    }
  });

  it.each(Object.entries(BATCHES))('and so does %s', async (_, unit) => {
    await expectIndexed(unit);
  });

  it.each(Object.entries(PASS))('and so does a pass that asks for %s', async (_, unit) => {
    await expectIndexed(unit);
  });

  it('a list is complete and in order over its pages, whatever its filter', async () => {
    const filter: PayoutFilter = { consumer: 'payroll', statuses: ['paid', 'failed'], createdFrom: NOON - 120 };
    const ids: string[] = [];
    for (let before: string | null = null; ; before = ids.at(-1) ?? null) {
      const page = { limit: 50, before };
      const found = await storage.unitOfWork.read((transaction) => transaction.list(filter, page));
      ids.push(...found.map(({ id }) => id));
      if (found.length < 50) break;
    }
    expect(new Set(ids).size).toBe(121);
    const rows = await storage.unitOfWork.read(({ payouts }) => payouts.findAll(ids));
    const times = ids.map((id) => rows.get(id)?.createdAt ?? 0);
    expect(times).toEqual([...times].sort((one, other) => other - one));
  });
});
