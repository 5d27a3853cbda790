import { createHash } from 'node:crypto';
import { DATABASES } from '../../../test/support/databases.js';
import { aReview, NOON } from '../../../test/support/factories.js';
import { accept, acceptedEvent, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import { fold } from '../domain/fold.js';
import type { NewEvent, Payout } from '../domain/payout.js';
import { isDuplicate } from './database/database-errors.js';
import { StaleRowError } from './database/storage.errors.js';
import { AttemptRow } from './entities/attempt.entity.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type NewPayout } from './payout-changes.js';
import { Payouts } from './payouts.repository.js';
import type { Transaction } from './transaction.js';

const submitting: NewEvent = {
  type: 'submission_started',
  changes: { status: 'submitting', submittedAt: NOON },
  data: {},
};
const uniquenessHash = (kind: string, text: string) => createHash('sha256').update(`${kind}\0${text}`).digest('hex');
const TEXT_255 = `${'💸'.repeat(254)}é`;

describe.each(DATABASES)('payouts on $name', (kind) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());

  const find = (id: string) => storage.unitOfWork.read(({ payouts }) => payouts.require(id));
  const eventsOf = (id: string) => storage.unitOfWork.read(({ payouts }) => payouts.events(id));
  const changeOnce = (seen: Payout & Awaited<ReturnType<typeof find>>, events: readonly NewEvent[]) =>
    storage.dataSource.transaction(async (manager) => {
      return new Payouts(manager).change(seen, { events, source: 'worker', at: NOON + 1 });
    });

  it.each<Partial<NewPayout>>([
    { description: TEXT_255 },
    { description: '\u202bراتب شهر يناير\u202c', name: 'محمد 👩‍👩‍👧‍👦' },
    { name: '💸'.repeat(50), recipient: `${'a'.repeat(64)}@${'b'.repeat(185)}.com` },
    { amount: 99_999_999_999_999, scale: 2 },
    { amount: 1, scale: 0, currency: 'UGX' },
    { metadata: { emoji: '🎉', __proto__x: '1', 'quote"\'\\': '\n\t' } },
    { metadata: JSON.parse('{"__proto__": "own", "constructor": "own"}') },
    { reference: "O'Brien -- ; DROP TABLE cauri_payout", expiresAt: 8_640_000_000_000_000 },
    { scope: `https://jumia.example/${'x'.repeat(4_000)}` },
    { metadata: {}, subCompanyId: '', name: '' },
  ])('keep what was ordered to the letter: %j', async (order) => {
    const { id } = await accept(storage, order, { changes: order.scope ? { scope: order.scope } : {} });
    const stored = await find(id);
    for (const [field, value] of Object.entries(order)) {
      expect(JSON.stringify({ ...stored }[field as keyof typeof stored])).toBe(JSON.stringify(value));
    }
  });

  it('are what their events amount to', async () => {
    const accepted = await accept(storage);
    const refused = { code: 'refused', message: 'The provider refused.', providerReason: TEXT_255 } as const;
    const events: NewEvent[] = [
      { type: 'refusal_confirmed', changes: { status: 'failed', failure: refused, settledAt: NOON }, data: { n: 1 } },
      { type: 'review_opened', changes: { review: aReview('conflict') }, data: {} },
    ];
    const started = await changeOnce(accepted, [submitting]);
    await changeOnce(started, events);
    const { schedule, leaseToken, requestHash, ...payout } = await find(accepted.id);
    const history = await eventsOf(accepted.id);
    expect({ ...payout, ...fold(history) }).toEqual(payout);
    expect(history.map(({ sequence, version, from, to }) => [sequence, version, from, to])).toEqual([
      [1, 1, null, 'queued'],
      [2, 2, 'queued', 'submitting'],
      [3, 3, 'submitting', 'failed'],
      [4, 3, 'failed', 'failed'],
    ]);
    expect(payout).toMatchObject({ version: 3, updatedAt: NOON + 1, failure: refused, review: aReview('conflict') });
  });

  it('are not moved in a way that no decision may', async () => {
    const accepted = await accept(storage);
    const moves: NewEvent = { type: 'canceled', changes: { status: 'canceled' }, data: {} };
    const started = await changeOnce(accepted, [submitting]);
    await expect(changeOnce(started, [moves])).rejects.toThrow('from submitting to canceled');
    expect(await find(accepted.id)).toEqual(started);
  });

  it('are told to the caller of a change as they are then stored', async () => {
    const accepted = await accept(storage);
    const change = {
      events: [submitting],
      source: 'worker',
      at: NOON + 5,
      schedule: { nextAt: NOON + 9, absences: 2 },
      lease: { leaseToken: 'token', leaseUntil: NOON + 7 },
    } as const;
    const { leaseUntil: _, ...told } = (await storage.unitOfWork.run(({ payouts }) =>
      payouts.change(accepted, change),
    )) as Awaited<ReturnType<typeof find>> & { leaseUntil?: number };
    expect(await find(accepted.id)).toEqual(told);
  });

  it('refuse a change of a row whose version moved, whole', async () => {
    const accepted = await accept(storage);
    await changeOnce(accepted, [{ type: 'annotated', changes: {}, data: {} }]);
    await expect(changeOnce(accepted, [submitting])).rejects.toThrow(StaleRowError);
    expect(await find(accepted.id)).toMatchObject({ status: 'queued', version: 2 });
    expect(await eventsOf(accepted.id)).toHaveLength(2);
  });

  it('refuse a change of a row whose status moved', async () => {
    const accepted = await accept(storage);
    await storage.dataSource.getRepository(PayoutRow).update({ id: accepted.id }, { status: 'canceled' });
    await expect(changeOnce(accepted, [submitting])).rejects.toThrow(StaleRowError);
    expect((await find(accepted.id)).status).toBe('canceled');
  });

  it('let one of two that decided about the same row win', async () => {
    const accepted = await accept(storage);
    const cancel: NewEvent = { type: 'canceled', changes: { status: 'canceled' }, data: {} };
    const results = await Promise.allSettled([changeOnce(accepted, [submitting]), changeOnce(accepted, [cancel])]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await eventsOf(accepted.id)).toHaveLength(2);
  });

  it('change their time without an event, a version and a new date', async () => {
    const accepted = await accept(storage);
    const schedule = { nextAt: NOON + 99, pollStep: 3 };
    await storage.unitOfWork.run(({ payouts }) =>
      payouts.change(accepted, { events: [], source: 'worker', at: NOON + 9, schedule }),
    );
    expect(await find(accepted.id)).toMatchObject({ version: 1, updatedAt: NOON, schedule });
    expect(await eventsOf(accepted.id)).toHaveLength(1);
  });

  it('take a key and a reference once, and call the error a duplicate', async () => {
    const first = await accept(storage, { idempotencyHash: 'key a', referenceHash: 'reference a' });
    for (const again of [{ idempotencyHash: 'key a' }, { referenceHash: 'reference a' }, { id: first.id }]) {
      const error = await accept(storage, again).catch((thrown: unknown) => thrown);
      expect([again, isDuplicate(error)]).toEqual([again, true]);
    }
  });

  const SPELLINGS = ['wage', 'WAGE', 'wagé', 'wage ', '\uff57age'];

  it('tell keys and references apart that differ in case, in accents or in spaces behind', async () => {
    for (const text of SPELLINGS) {
      const [idempotencyHash, referenceHash] = [uniquenessHash('key', text), uniquenessHash('reference', text)];
      const { id } = await accept(storage, {
        idempotencyHash,
        referenceHash,
        reference: text === text.trim() ? text : null,
      });
      const found = ({ payouts }: Transaction) =>
        Promise.all([payouts.findByKey(idempotencyHash), payouts.findIdByReference(referenceHash)]);
      const [byKey, byReference] = await storage.unitOfWork.read(found);
      expect([text, byKey?.id, byReference]).toEqual([text, id, id]);
    }
  });

  // MariaDB ignores spaces at the end of a text. References are visible ASCII, so they have none.
  it.each(SPELLINGS.filter((text) => text === text.trim()))(
    'are listed by exactly the reference %j',
    async (reference) => {
      const filter = { consumer: 'payroll', reference };
      const found = await storage.unitOfWork.read((transaction) =>
        transaction.list(filter, { limit: 9, before: null }),
      );
      expect(found.map((one) => one.reference)).toEqual([reference]);
    },
  );

  it('let one of 10 that accept the same key at once win', async () => {
    const orders = Array.from({ length: 10 }, () => anOrder({ idempotencyHash: 'raced' }));
    const results = await Promise.allSettled(orders.map((order) => accept(storage, order)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.every((one) => one.status === 'fulfilled' || isDuplicate(one.reason))).toBe(true);
  });

  it('keep attempts with the proof that ended them, in order', async () => {
    const { id: payoutId } = await accept(storage);
    await storage.unitOfWork.run(async ({ attempts }) => {
      await attempts.start({ id: `${payoutId.slice(0, 34)}-2`, payoutId, number: 2, startedAt: NOON });
      await attempts.start({ id: `${payoutId.slice(0, 34)}-1`, payoutId, number: 1, startedAt: NOON });
    });
    const [first, second] = await storage.unitOfWork.read(({ attempts }) => attempts.of(payoutId));
    expect([first?.number, second?.number, first?.proof, first?.endedAt]).toEqual([1, 2, 'open', null]);
    const ending = {
      outcome: 'unknown',
      proof: 'rejected',
      blocksResend: true,
      reason: TEXT_255.repeat(2),
      providerReason: 'in use',
      httpStatus: 409,
      endedAt: NOON,
    } as const;
    await storage.unitOfWork.run(({ attempts }) => attempts.end({ id: first?.id ?? '' }, ending));
    const [ended, open] = await storage.unitOfWork.read(({ attempts }) => attempts.of(payoutId));
    expect(ended).toMatchObject({ outcome: 'unknown', proof: 'rejected', blocksResend: true, endedAt: NOON });
    expect(open).toMatchObject({ outcome: null, proof: 'open', blocksResend: false });
    await storage.unitOfWork.run(({ attempts }) => attempts.disprove(ended ? [ended] : []));
    const proofs = await storage.unitOfWork.read(({ attempts }) => attempts.of(payoutId));
    expect(proofs.map(({ proof }) => proof)).toEqual(['not_executed', 'open']);
  });

  it('cannot have two attempts of one number', async () => {
    const { id: payoutId } = await accept(storage);
    const start = (id: string) =>
      storage.unitOfWork.run(({ attempts }) => attempts.start({ id, payoutId, number: 1, startedAt: NOON }));
    await start(`${payoutId.slice(0, 34)}-a`);
    const error = await start(`${payoutId.slice(0, 34)}-b`).catch((thrown: unknown) => thrown);
    expect(isDuplicate(error)).toBe(true);
    expect(await storage.dataSource.getRepository(AttemptRow).countBy({ payoutId })).toBe(1);
  });

  it('leave nothing of an acceptance whose event could not be written', async () => {
    const order = anOrder();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const unit = storage.unitOfWork.run(({ payouts }) =>
      payouts.insert(order, { ...acceptedEvent(), data: circular }, { nextAt: NOON }),
    );
    await expect(unit).rejects.toThrow(TypeError);
    expect(await storage.unitOfWork.read(({ payouts }) => payouts.find(order.id))).toBeNull();
  });
});
