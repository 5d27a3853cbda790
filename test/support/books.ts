import { fold } from '../../src/payouts/domain/fold.js';
import { databaseOptions, dataSourceFactory } from '../../src/payouts/storage/database/data-source.js';
import type { Transaction } from '../../src/payouts/storage/transaction.js';
import { UnitOfWork } from '../../src/payouts/storage/unit-of-work.js';
import { type PayoutBody, until, type World } from './world.js';

const STATE = [
  'version',
  'status',
  'review',
  'scope',
  'providerId',
  'providerStatus',
  'fee',
  'totalAmount',
  'providerData',
  'usedAmount',
  'returnedAmount',
  'returnReason',
  'failure',
  'cancellation',
  'resolution',
  'queuedAt',
  'submittedAt',
  'settledAt',
  'returnedAt',
  'updatedAt',
] as const;

/** Every row equals the fold of its events, and their sequences have no gaps. Reads the database itself. */
export async function expectFoldedBooks(databaseUrl: string): Promise<void> {
  const dataSource = await dataSourceFactory(await databaseOptions(databaseUrl));
  try {
    await new UnitOfWork(dataSource).read(async (transaction) => {
      for (const { id } of await transaction.list({ consumer: null }, { limit: 10_000, before: null })) {
        const { payout, events } = await settledBook(transaction, id);
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
        const state = Object.fromEntries(STATE.map((field) => [field, payout[field]]));
        expect({ id: payout.id, ...fold(events) }).toEqual({ id: payout.id, ...state });
      }
    });
  } finally {
    await dataSource.destroy();
  }
}

/** The row and its events are two statements: both are read again when something was written between them. */
async function settledBook({ payouts }: Transaction, id: string) {
  return until(async () => {
    const payout = await payouts.require(id);
    const events = await payouts.events(id);
    return (await payouts.require(id)).version === payout.version ? { payout, events } : null;
  });
}

interface Judgement {
  readonly payout: PayoutBody;
  readonly executions: number;
  readonly posts: number;
}

/**
 * The judge: waits until nothing is on its way, then compares the books with the providers' own ledgers.
 * Nothing twice, nothing lost, nothing final that the ledger contradicts.
 */
export async function judge(world: World, accepted: readonly string[]): Promise<Judgement[]> {
  const payouts = await until(async () => {
    const all = await world.payouts();
    return all.every(({ status, review }) => review !== null || !OPEN.includes(status)) ? all : null;
  }, 60_000);
  const ledger = await world.ledger();
  const judgements = await Promise.all(
    payouts.map(async (payout) => ({
      payout,
      executions: ledger.filter(({ kind, reference }) => kind === 'executed' && reference === payout.id).length,
      posts: (await world.posts(payout.id)).length,
    })),
  );
  expect(payouts.map(({ id }) => id)).toEqual(expect.arrayContaining([...accepted]));
  const known = new Set(payouts.map(({ id }) => id));
  expect(ledger.filter(({ reference }) => !known.has(reference))).toEqual([]);
  for (const { payout, executions } of judgements) {
    expect({ id: payout.id, executions }).toEqual({ id: payout.id, executions: Math.min(executions, 1) });
    if (payout.status === 'paid') expect({ id: payout.id, executions }).toEqual({ id: payout.id, executions: 1 });
    if (payout.failure?.code === 'refused')
      expect({ id: payout.id, executions }).toEqual({ id: payout.id, executions: 0 });
  }
  return judgements;
}

const OPEN = ['queued', 'submitting', 'unconfirmed', 'processing'];
