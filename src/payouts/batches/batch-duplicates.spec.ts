import { DATABASES } from '../../../test/support/databases.js';
import { clear } from '../../../test/support/engine.js';
import { NOON } from '../../../test/support/factories.js';
import { accept, acceptedEvent, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import type { PayoutStatus } from '../domain/payout.js';
import type { NewPayout } from '../storage/payout-changes.js';
import { likelyDuplicates } from './batch-duplicates.js';
import type { OrderedRow } from './batch-orders.js';

const WINDOW = { consumer: 'payroll', since: NOON };

describe.each(DATABASES)('likely duplicates on $name', (kind) => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  const row = (order: Partial<NewPayout> = {}, index = 0): OrderedRow => ({
    line: index + 1,
    cells: [],
    request: null,
    problems: [],
    order: { order: anOrder(order), accepted: acceptedEvent(), schedule: {} },
    errors: [],
  });
  const duplicates = (...orders: readonly Partial<NewPayout>[]) =>
    storage.unitOfWork.read((transaction) => likelyDuplicates(transaction, orders.map(row), WINDOW));

  it.each<PayoutStatus>(['awaiting_approval', 'queued', 'unconfirmed', 'processing', 'paid', 'returned'])(
    'have the recipient and the amount of a payout that is %s',
    async (status) => {
      const { id } = await accept(storage, {}, { changes: { status } });
      expect(await duplicates({})).toMatchObject([{ row: 1, payoutId: id, otherRow: null }]);
    },
  );

  it.each<PayoutStatus>(['failed', 'canceled'])('are none of a payout that is %s', async (status) => {
    await accept(storage, {}, { changes: { status } });
    expect(await duplicates({})).toEqual([]);
  });

  it('have an e-mail address that differs in upper and lower case only', async () => {
    const { id } = await accept(storage, { recipient: 'Ada@Example.com' });
    const warnings = await duplicates({ recipient: 'ADA@example.COM' }, { recipient: 'ada@example.com' });
    expect(warnings).toMatchObject([
      { row: 1, payoutId: id, otherRow: null },
      { row: 2, payoutId: null, otherRow: 1 },
    ]);
  });

  it.each<[string, Partial<NewPayout>]>([
    ['was accepted before the window', { createdAt: NOON - 1 }],
    ['is of another consumer', { consumer: 'shop' }],
    ['is for somebody else', { recipient: 'bob@example.com' }],
    ['has another amount', { amount: 10_051 }],
    ['has the amount in another currency', { currency: 'NGN' }],
  ])('are none of a payout that %s', async (_, order) => {
    await accept(storage, order);
    expect(await duplicates({})).toEqual([]);
  });
});
