import { DATABASES } from '../../../test/support/databases.js';
import { aReview, NOON } from '../../../test/support/factories.js';
import { accept, connect, openStorage, type Storage } from '../../../test/support/storage.js';
import { newId } from '../../common/new-id.js';
import type { PayoutChanges, PayoutStatus, Rescheduling } from '../domain/payout.js';
import type { Claim } from './claims.repository.js';
import { PayoutRow } from './entities/payout.entity.js';
import { UnitOfWork } from './unit-of-work.js';

const LEASE = 120_000;

function aClaim(overrides: Partial<Claim> = {}): Claim {
  const now = overrides.now ?? NOON;
  return {
    account: 'jumia-ci',
    scope: 'scope',
    now,
    leaseToken: newId(),
    leaseUntil: now + LEASE,
    limit: 50,
    ...overrides,
  };
}

describe.each(DATABASES)('claims on $name', (kind) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());
  afterEach(() => storage.dataSource.getRepository(PayoutRow).clear());

  const send = (overrides: Partial<Claim> = {}, unitOfWork = storage.unitOfWork) =>
    unitOfWork.run(({ claims }) => claims.toSend(aClaim(overrides)));
  const read = (overrides: Partial<Claim> = {}) =>
    storage.unitOfWork.run(({ claims }) => claims.toRead(aClaim(overrides)));
  const ids = (payouts: readonly { id: string }[]) => payouts.map(({ id }) => id);

  it('of eight at once never share a payout, and leave none', async () => {
    const due: string[] = [];
    for (let index = 0; index < 200; index += 1) due.push((await accept(storage)).id);
    const others = await Promise.all([connect(storage.url), connect(storage.url), connect(storage.url)]);
    // All workers of a SQLite file are in one process and share its connection.
    const units =
      kind.name === 'sqlite' ? [storage.unitOfWork] : [storage.unitOfWork, ...others.map((one) => new UnitOfWork(one))];
    const taken: string[] = [];
    const tokens = new Set<string | null>();
    const worker = async (number: number) => {
      while (taken.length < due.length) {
        const claimed = await send({ limit: 7 }, units[number % units.length]);
        taken.push(...ids(claimed));
        for (const { leaseToken } of claimed) tokens.add(leaseToken);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => worker(number)));
    await Promise.all(others.map((one) => one.destroy()));
    expect(taken).toHaveLength(200);
    expect(new Set(taken)).toEqual(new Set(due));
    expect(tokens.size).toBeGreaterThanOrEqual(Math.ceil(200 / 7));
  });

  it('give back what they took, oldest first, with token and lease, and change neither version nor history', async () => {
    const late = await accept(storage, {}, { schedule: { nextAt: NOON - 1 } });
    const early = await accept(storage, {}, { schedule: { nextAt: NOON - 2 } });
    const claim = aClaim();
    const claimed = await storage.unitOfWork.run(({ claims }) => claims.toSend(claim));
    expect(ids(claimed)).toEqual([early.id, late.id]);
    expect(claimed).toMatchObject([{ version: 1, leaseToken: claim.leaseToken }, { version: 1 }]);
    expect(await storage.unitOfWork.read(({ claims }) => claims.bearing(claim.leaseToken))).toEqual(claimed);
    expect(await storage.unitOfWork.read(({ payouts }) => payouts.events(early.id))).toHaveLength(1);
  });

  it('read what is in doubt first, then what is not final, then what is only watched, however old that is', async () => {
    const due = async (status: PayoutStatus, nextAt: number, changes: PayoutChanges = {}) =>
      (await accept(storage, {}, { changes: { status, ...changes }, schedule: { nextAt } })).id;
    const requested = { status: 'requested', updatedAt: NOON, reason: null, requestedBy: 'ops', post: null } as never;
    const watched: string[] = [];
    // It is among the oldest that are watched too.
    const longCancelled = await due('paid', NOON - 300, { cancellation: requested });
    for (let age = 200; age > 100; age -= 1) watched.push(await due('paid', NOON - age));
    const processing = await due('processing', NOON - 3);
    const cancelled = await due('paid', NOON - 1, { cancellation: requested });
    const unconfirmed = await due('unconfirmed', NOON);
    const urgent = [longCancelled, cancelled, unconfirmed];
    expect(ids(await read({ limit: 5 }))).toEqual([...urgent, processing, watched[0]]);
    expect(ids(await read({ limit: 200 }))).toEqual(watched.slice(1));
  });

  it('read what is in progress and what is in review in the order in which they are due', async () => {
    const due = async (status: PayoutStatus, nextAt: number, changes: PayoutChanges = {}) =>
      (await accept(storage, {}, { changes: { status, ...changes }, schedule: { nextAt } })).id;
    const inReview = (nextAt: number) => due('unconfirmed', nextAt, { review: aReview('absent_at_provider') });
    const later: string[] = [];
    for (let age = 20; age > 10; age -= 1) later.push(await inReview(NOON - age));
    const processing = await due('processing', NOON - 30);
    const earlier = await inReview(NOON - 40);
    const unconfirmed = await due('unconfirmed', NOON);
    expect(ids(await read({ limit: 3 }))).toEqual([unconfirmed, earlier, processing]);
    expect(ids(await read({ limit: 50 }))).toEqual(later);
  });

  it('take no more than their limit', async () => {
    for (let index = 0; index < 3; index += 1) await accept(storage);
    expect(await send({ limit: 2 })).toHaveLength(2);
    expect(await send({ limit: 2 })).toHaveLength(1);
  });

  it('leave a held lease alone, and take it from the millisecond in which it ends', async () => {
    const { id } = await accept(storage);
    expect(ids(await send())).toEqual([id]);
    expect(await send({ now: NOON + LEASE - 1 })).toEqual([]);
    expect(ids(await send({ now: NOON + LEASE }))).toEqual([id]);
  });

  const unconfirmed = { status: 'unconfirmed' } as const;
  it.each<[string, PayoutChanges, Rescheduling, 'sent' | 'probed' | 'read' | 'left']>([
    ['queued', {}, {}, 'sent'],
    ['queued, in review', { review: aReview('unfinished') }, {}, 'left'],
    ['queued, not due yet', {}, { nextAt: NOON + 1 }, 'probed'],
    ['queued, without a time', {}, { nextAt: null }, 'probed'],
    ['unconfirmed', unconfirmed, {}, 'read'],
    ['unconfirmed, to be sent again', unconfirmed, { resendAt: NOON }, 'sent'],
    ['unconfirmed, to be sent again later', unconfirmed, { resendAt: NOON + 1 }, 'read'],
    [
      'unconfirmed, to be sent again, in review',
      { ...unconfirmed, review: aReview('conflict') },
      { resendAt: NOON },
      'read',
    ],
    ['submitting, its lease over', { status: 'submitting' }, {}, 'read'],
    ['processing', { status: 'processing' }, { resendAt: NOON }, 'read'],
    ['paid', { status: 'paid' }, { resendAt: NOON }, 'read'],
    ['failed', { status: 'failed' }, { resendAt: NOON }, 'read'],
    ['returned', { status: 'returned' }, { resendAt: NOON }, 'read'],
    ['canceled', { status: 'canceled' }, { resendAt: NOON }, 'read'],
    ['awaiting_approval', { status: 'awaiting_approval' }, { resendAt: NOON }, 'left'],
  ])('of a payout that is %s', async (_, changes, schedule, becomes) => {
    const { id } = await accept(storage, {}, { changes, schedule });
    const one = await storage.unitOfWork.run(({ claims }) => claims.one(id, aClaim()));
    // A probe sends a payout even during the pause after a failed connection.
    expect(ids(one)).toEqual(becomes === 'sent' || becomes === 'probed' ? [id] : []);
    await storage.dataSource.getRepository(PayoutRow).update({ id }, { leaseToken: null, leaseUntil: null });
    expect(ids(await send())).toEqual(becomes === 'sent' ? [id] : []);
    await storage.dataSource.getRepository(PayoutRow).update({ id }, { leaseToken: null, leaseUntil: null });
    expect(ids(await read())).toEqual(becomes === 'read' ? [id] : []);
  });

  it.each([
    [NOON, [], 'unconfirmed'],
    [NOON + 1, ['send'], 'unconfirmed'],
    [NOON, [], 'queued'],
    [NOON + 1, ['send'], 'queued'],
  ] as const)('sends until %i what expires at it: %j (%s)', async (expiresAt, expected, status: PayoutStatus) => {
    await accept(storage, { expiresAt }, { changes: { status }, schedule: { resendAt: NOON } });
    expect((await send()).map(() => 'send')).toEqual(expected);
  });

  it('keep to their account and to the scope for which a payout was accepted', async () => {
    const { id } = await accept(storage);
    await accept(storage, { account: 'djamo-ci' });
    expect(await send({ scope: 'another scope' })).toEqual([]);
    expect(await send({ scope: 'SCOPE' })).toEqual([]);
    expect(ids(await send())).toEqual([id]);
  });

  it('let one of many callers take the next read', async () => {
    const { id } = await accept(storage);
    const take = (now: number) => storage.unitOfWork.run(({ claims }) => claims.takeRead(id, now, 5_000));
    const first = await Promise.all(Array.from({ length: 8 }, () => take(NOON)));
    expect(first.filter(Boolean)).toHaveLength(1);
    expect([await take(NOON + 4_999), await take(NOON + 5_000)]).toEqual([false, true]);
  });

  it('find the oldest payout that waits, for a probe, without taking it', async () => {
    await accept(storage, {}, { schedule: { nextAt: NOON - 2 }, changes: { review: aReview('unfinished') } });
    const { id } = await accept(storage, {}, { schedule: { nextAt: NOON - 1 } });
    await accept(storage);
    const oldest = () => storage.unitOfWork.read(({ claims }) => claims.oldestWaiting('jumia-ci', 'scope', NOON));
    expect((await oldest())?.id).toBe(id);
    expect((await oldest())?.leaseToken).toBeNull();
  });
});
