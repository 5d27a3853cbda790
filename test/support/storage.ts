import type { DataSource } from 'typeorm';
import { newId } from '../../src/common/new-id.js';
import type { NewEvent, PayoutChanges, Rescheduling } from '../../src/payouts/domain/payout.js';
import { databaseOptions, openOwn } from '../../src/payouts/storage/database/data-source.js';
import { migrate } from '../../src/payouts/storage/database/migrate.js';
import type { BatchRow } from '../../src/payouts/storage/entities/batch.entity.js';
import type { NewPayout } from '../../src/payouts/storage/payout-changes.js';
import type { StoredPayout } from '../../src/payouts/storage/payout-rows.js';
import { UnitOfWork } from '../../src/payouts/storage/unit-of-work.js';
import type { DatabaseKind, TestDatabase } from './databases.js';
import { NOON, ORDER } from './factories.js';

export interface Storage {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly unitOfWork: UnitOfWork;
  close(): Promise<void>;
}

export async function connect(url: string): Promise<DataSource> {
  return openOwn(await databaseOptions(url));
}

/** A new database with all tables. */
export async function openStorage(kind: DatabaseKind): Promise<Storage> {
  const database: TestDatabase = await kind.create();
  const dataSource = await connect(database.url);
  await migrate(dataSource);
  const close = async (): Promise<void> => {
    await dataSource.destroy();
    await database.drop();
  };
  return { url: database.url, dataSource, unitOfWork: new UnitOfWork(dataSource), close };
}

/** A payout to be accepted, with keys that nobody else has. */
export function anOrder(overrides: Partial<NewPayout> = {}): NewPayout {
  const id = newId();
  return {
    ...ORDER,
    id,
    idempotencyHash: `key ${id}`,
    requestHash: 'request',
    referenceHash: null,
    scope: 'scope',
    ...overrides,
  };
}

export function acceptedEvent(changes: PayoutChanges = {}): NewEvent {
  return { type: 'accepted', changes: { status: 'queued', queuedAt: NOON, scope: 'scope', ...changes }, data: {} };
}

/** A batch with keys that nobody else has. */
export function aBatch(overrides: Partial<BatchRow> = {}): BatchRow {
  const id = overrides.id ?? newId();
  return {
    id,
    consumer: 'payroll',
    idempotencyHash: `key ${id}`,
    requestHash: 'request',
    mode: 'all_or_nothing',
    total: 1,
    accepted: 1,
    acceptedAs: null,
    encoding: null,
    delimiter: null,
    columns: null,
    errors: [],
    createdAt: NOON,
    completedAt: null,
    ...overrides,
  };
}

/** Accepts a payout that is due at noon. */
export function accept(
  { unitOfWork }: Pick<Storage, 'unitOfWork'>,
  order: Partial<NewPayout> = {},
  { changes = {}, schedule = {} }: { changes?: PayoutChanges; schedule?: Rescheduling } = {},
): Promise<StoredPayout> {
  return unitOfWork.run(({ payouts }) =>
    payouts.insert(anOrder(order), acceptedEvent(changes), { nextAt: NOON, ...schedule }),
  );
}
