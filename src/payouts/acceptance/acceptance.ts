import { Injectable } from '@nestjs/common';
import { asAccepted } from '../domain/fold.js';
import type { Payout } from '../domain/payout.js';
import type { CreatePayoutDto } from '../dto/create-payout.dto.js';
import { ConnectorRegistry } from '../engine/connector-registry.js';
import { Telemetry } from '../engine/telemetry.js';
import { PayoutError } from '../payouts.errors.js';
import type { OrderKey } from '../payouts.options.js';
import { isDuplicate, isLockTimeout } from '../storage/database/database-errors.js';
import { GroupCommit } from '../storage/database/group-commit.js';
import { CommitUnknownError } from '../storage/database/storage.errors.js';
import { StorageClock } from '../storage/database/storage-clock.js';
import type { Accepting, NewPayout } from '../storage/payout-changes.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { beyondLimit, DailyLimits } from './daily-limits.js';
import { orderOf } from './order.js';
import { requestHash, uniquenessHash } from './request-hash.js';

/**
 * Result of a payout request: the payout, and true in `replayed` if an earlier request with the same key created it.
 */
export interface Accepted {
  readonly payout: Payout;
  readonly replayed: boolean;
}

type Hashes = Pick<NewPayout, 'idempotencyHash' | 'requestHash'>;

/**
 * Result for one request of a group (requests that share a transaction). `again` means that an earlier request of the
 * group has the same key or reference. After that earlier request is stored, this one must be tried again.
 */
type Stored = Accepted | PayoutError | 'again';

/**
 * Accepts payout requests and stores them as payouts. Only one payout is stored for each Idempotency-Key and each
 * reference of a consumer. Simultaneous requests share one transaction.
 */
@Injectable()
export class Acceptance {
  private readonly group: GroupCommit<Accepting, Stored>;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly registry: ConnectorRegistry,
    private readonly clock: StorageClock,
    telemetry: Telemetry = new Telemetry(),
  ) {
    const limits = new DailyLimits(registry);
    this.group = new GroupCommit(
      (orders) => this.unitOfWork.run((transaction) => store(transaction, orders, limits), { first: true }),
      (error) => isDuplicate(error) || isLockTimeout(error),
      (accepting, seconds) => {
        const requests = accepting.flatMap(({ request }) => request ?? []);
        telemetry.tell('grouped', { work: 'accept', size: accepting.length, seconds, requests, payouts: [] });
      },
    );
  }

  /**
   * Stores a new payout, or returns the one that an earlier request with the same key created.
   * @throws PayoutError as `orderOf`, or for the daily limit or a used key or reference; nothing is stored then
   * @throws PayoutError `unavailable` if it is not known whether the payout is stored; repeat it with the same key
   */
  async accept(request: CreatePayoutDto, key: OrderKey): Promise<Accepted> {
    const idempotencyHash = uniquenessHash(key.consumer, key.idempotencyKey);
    const hashes = { idempotencyHash, requestHash: requestHash(request) };
    const accepting = await this.order(request, key.consumer, hashes);
    return 'replayed' in accepting ? accepting : this.store({ ...accepting, request: key.request });
  }

  /**
   * Converts a request to a new payout. If the request breaks a rule and an earlier request had the same key, returns
   * the payout of the earlier request, because the rules or the configuration may have changed since then.
   * @throws PayoutError as `orderOf`, if there is no earlier request
   */
  private async order(request: CreatePayoutDto, consumer: string, hashes: Hashes): Promise<Accepting | Accepted> {
    try {
      return orderOf(request, this.registry, { consumer, hashes, now: this.clock.now() });
    } catch (error) {
      const known = await this.unitOfWork.read((transaction) => replay(transaction, hashes));
      if (known === null) throw error;
      return accepted(known);
    }
  }

  /**
   * Stores the payout in one transaction with those of simultaneous requests. Tries again while the result is `again`.
   */
  private async store(accepting: Accepting): Promise<Accepted> {
    try {
      for (;;) {
        const stored = await this.group.add(accepting);
        if (stored !== 'again') return accepted(stored);
      }
    } catch (error) {
      return this.afterFailure(error, accepting.order);
    }
  }

  /**
   * Returns the payout if it is stored in spite of the error: by an earlier request, or by a COMMIT whose response was
   * lost.
   * @throws PayoutError `reference_already_used`, `idempotency_key_reused`, `idempotency_in_progress` or `unavailable`
   */
  private async afterFailure(error: unknown, order: NewPayout): Promise<Accepted> {
    if (isDuplicate(error)) return this.unitOfWork.read((transaction) => duplicate(transaction, order));
    if (error instanceof CommitUnknownError) {
      const found = await this.unitOfWork.read(({ payouts }) => payouts.find(order.id));
      if (found) return { payout: found, replayed: false };
      throw new PayoutError('unavailable', 'The database did not confirm. Repeat the request with the same key.', {
        retryAfter: 1,
      });
    }
    if (!isLockTimeout(error)) throw error;
    throw new PayoutError('idempotency_in_progress', 'A request with this Idempotency-Key is in progress.', {
      retryAfter: 1,
    });
  }
}

function accepted(stored: Accepted | PayoutError): Accepted {
  if (stored instanceof PayoutError) throw stored;
  return stored;
}

/**
 * Stores the new requests of a group and finds the repeated ones. The number of SQL statements does not depend on the
 * size of the group.
 */
async function store(transaction: Transaction, group: readonly Accepting[], limits: DailyLimits): Promise<Stored[]> {
  const known = await replays(
    transaction,
    group.map(({ order }) => order),
  );
  const unknown = firstOfTheirKind(group.filter(({ order }) => !known.has(order.idempotencyHash)));
  const beyond = await limits.reserve(
    transaction,
    unknown.map(({ order }) => order),
  );
  // A request with the same key may have been stored while this one waited for the daily total. It may have used up the
  // limit.
  const late = beyond.size === 0 ? null : await replays(transaction, ordersIn(unknown, beyond));
  const fresh = unknown.filter(({ order }) => !beyond.has(order.id));
  const stored = await transaction.payouts.insertAll(fresh);
  const payouts = new Map(fresh.map(({ order }, index) => [order.id, stored[index]]));
  return group.map(({ order }) => {
    const payout = payouts.get(order.id);
    const refused = beyond.get(order.id);
    if (refused) return late?.get(order.idempotencyHash)?.(order) ?? beyondLimit(refused);
    return payout ? { payout, replayed: false } : (known.get(order.idempotencyHash)?.(order) ?? 'again');
  });
}

function ordersIn(group: readonly Accepting[], ids: ReadonlyMap<string, unknown>): NewPayout[] {
  return group.flatMap(({ order }) => (ids.has(order.id) ? [order] : []));
}

/** Returns the requests of a group, but of several with the same key or the same reference only the first. */
function firstOfTheirKind(group: readonly Accepting[]): Accepting[] {
  const taken = new Set<string>();
  return group.filter(({ order: { idempotencyHash, referenceHash } }) => {
    const unique = [`key ${idempotencyHash}`, ...(referenceHash === null ? [] : [`reference ${referenceHash}`])];
    if (unique.some((hash) => taken.has(hash))) return false;
    for (const hash of unique) taken.add(hash);
    return true;
  });
}

/** Returns the payout for a repeated request, or an error if the repeated request differs from the first one. */
type Replay = (hashes: Hashes) => Accepted | PayoutError;

/**
 * Returns a function for each idempotency key that is already stored. If a payout has the key, the function answers a
 * repeated request with the payout as it was when accepted. If a batch has the key, the function returns an error.
 */
async function replays(transaction: Transaction, hashes: readonly Hashes[]): Promise<Map<string, Replay>> {
  const keys = hashes.map(({ idempotencyHash }) => idempotencyHash);
  const known = await transaction.payouts.findByKeys(keys);
  const ofBatches = await transaction.batches.findKeys(keys.filter((key) => !known.has(key)));
  const events = known.size === 0 ? [] : await transaction.payouts.eventsOf([...known.values()].map(({ id }) => id));
  const historyOf = ({ id }: Payout) => events.filter(({ payoutId }) => payoutId === id);
  const answer =
    (payout: StoredPayout): Replay =>
    ({ requestHash }) =>
      payout.requestHash === requestHash
        ? { payout: asAccepted(payout, historyOf(payout)), replayed: true }
        : keyReused();
  return new Map([
    ...[...known].map(([key, payout]) => [key, answer(payout)] as const),
    ...ofBatches.map((key) => [key, keyReused] as const),
  ]);
}

/**
 * Returns the answer to a repeated request: the payout as it was when accepted, or an error if the requests differ.
 * Returns null if the key is new.
 */
export async function replay(transaction: Transaction, hashes: Hashes): Promise<Accepted | PayoutError | null> {
  const known = await replays(transaction, [hashes]);
  return known.get(hashes.idempotencyHash)?.(hashes) ?? null;
}

/** Returns the error for an Idempotency-Key that was already used with another request or with a batch. */
export function keyReused(): PayoutError {
  return new PayoutError('idempotency_key_reused', 'This Idempotency-Key was used with another request.', {
    errors: [{ field: 'Idempotency-Key', message: 'must be new for a new request' }],
  });
}

/**
 * Handles a duplicate key error of the database: another transaction has stored the same request, or another payout
 * with this reference. Returns the payout of the same request.
 * @throws PayoutError `reference_already_used`, or `idempotency_key_reused` if the requests differ
 */
export async function duplicate(transaction: Transaction, order: NewPayout): Promise<Accepted> {
  const known = await replay(transaction, order);
  if (known) return accepted(known);
  const { referenceHash } = order;
  const payoutId = referenceHash && (await transaction.payouts.findIdByReference(referenceHash));
  throw new PayoutError('reference_already_used', 'This reference belongs to another payout.', {
    errors: [{ field: 'reference', message: 'must be unique' }],
    members: { payoutId },
  });
}
