import { DATABASES } from '../../../test/support/databases.js';
import { clear } from '../../../test/support/engine.js';
import { NOON } from '../../../test/support/factories.js';
import { accept, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import { PayoutRow } from '../storage/entities/payout.entity.js';
import { PayoutEventRow } from '../storage/entities/payout-event.entity.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { verify } from './verify.js';

describe.each(DATABASES)('the verification of every row, on $name', (kind) => {
  let storage: Storage;
  let payout: StoredPayout;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(async () => {
    await accept(storage);
    payout = await accept(storage);
    const events = [
      { type: 'submission_started' as const, changes: { status: 'submitting' as const, submittedAt: NOON }, data: {} },
      { type: 'observed' as const, changes: { status: 'processing' as const, providerId: 'P-1' }, data: {} },
    ];
    const change = { events, source: 'worker' as const, at: NOON + 5, schedule: { nextAt: NOON + 9 } };
    await storage.unitOfWork.run(({ payouts }) => payouts.change(payout, change));
    await accept(storage);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  const check = () => verify(storage.unitOfWork, () => undefined);
  const rows = () => storage.dataSource.getRepository(PayoutRow);
  const events = () => storage.dataSource.getRepository(PayoutEventRow);

  it('finds nothing where only Cauri wrote', async () => {
    expect(await check()).toEqual({ payouts: 3, events: 5, differing: 0, first: null });
  });

  it.each([
    ['status', { status: 'paid' }, 'status'],
    ['provider id', { providerId: 'P-2' }, 'providerId'],
    ['version', { version: 3 }, 'version'],
    ['fee', { fee: 7 }, 'fee'],
    ['failure', { failure: { code: 'failed', message: 'x', providerReason: null } }, 'failure'],
    ['review', { reviewReason: 'unfinished', reviewSince: NOON, reviewMessage: 'x' }, 'review'],
    ['time of the change', { updatedAt: NOON + 6 }, 'updatedAt'],
    ['number of events', { eventCount: 4 }, 'eventCount'],
  ] as const)('names a row whose %s somebody else wrote', async (_, columns, field) => {
    await rows().update(payout.id, columns as Partial<PayoutRow>);
    expect(await check()).toMatchObject({ payouts: 3, differing: 1, first: { id: payout.id, field } });
  });

  it.each([
    [
      'is gone',
      async (): Promise<void> => void (await events().delete({ payoutId: payout.id, sequence: 3 })),
      'eventCount',
    ],
    [
      'has another number',
      async (): Promise<void> => void (await events().update({ payoutId: payout.id, sequence: 3 }, { sequence: 4 })),
      'sequence',
    ],
    [
      'does not continue the one before',
      async (): Promise<void> => void (await events().update({ payoutId: payout.id, sequence: 2 }, { to: 'paid' })),
      'status before of event 3',
    ],
    [
      'goes back in time',
      async (): Promise<void> => void (await events().update({ payoutId: payout.id, sequence: 3 }, { at: NOON - 1 })),
      'time of event 3',
    ],
    [
      'says something else',
      async (): Promise<void> =>
        void (await events().update({ payoutId: payout.id, sequence: 3 }, { changes: { status: 'processing' } })),
      'providerId',
    ],
  ] as const)('names a payout of which an event %s', async (_, spoil, field) => {
    await spoil();
    expect(await check()).toMatchObject({ differing: 1, first: { id: payout.id, field } });
  });

  it('names the first of several', async () => {
    await storage.dataSource.query('UPDATE cauri_payout SET fee = 7');
    const { differing, first } = await check();
    const [oldest] = await rows().find({ order: { id: 'ASC' }, take: 1 });
    expect({ differing, id: first?.id }).toEqual({ differing: 3, id: oldest?.id });
  });

  it('goes through all pages while payouts are changed', async () => {
    await clear(storage);
    const orders = Array.from({ length: 2_500 }, () => ({
      order: anOrder(),
      accepted: { type: 'accepted' as const, changes: { status: 'queued' as const, queuedAt: NOON }, data: {} },
      schedule: { nextAt: NOON },
    }));
    const made = await storage.unitOfWork.run(({ payouts }) => payouts.insertAll(orders));
    const canceled = { type: 'canceled' as const, changes: { status: 'canceled' as const }, data: {} };
    const cancel = (one: StoredPayout) =>
      storage.unitOfWork.run(({ payouts }) => payouts.change(one, { events: [canceled], source: 'api', at: NOON + 1 }));
    const [first, ...others] = made;
    if (first) await cancel(first);
    let stop = false;
    const changing = (async () => {
      for (const one of others) {
        if (stop) return;
        await cancel(one);
      }
    })();
    const found = await check();
    stop = true;
    await changing;
    expect(found).toMatchObject({ payouts: 2_500, differing: 0 });
    expect(found.events).toBeGreaterThan(2_500);
  });
});
