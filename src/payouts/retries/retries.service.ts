import { Injectable } from '@nestjs/common';
import { formatAmount } from '../../common/money.js';
import { duplicate, replay } from '../acceptance/acceptance.js';
import { beyondLimit, DailyLimits } from '../acceptance/daily-limits.js';
import { type OrderContext, orderOf } from '../acceptance/order.js';
import { textHash, uniquenessHash } from '../acceptance/request-hash.js';
import { obstacleToRetry } from '../domain/retry-obstacle.js';
import { CreatePayoutDto } from '../dto/create-payout.dto.js';
import type { PayoutDto } from '../dto/payout.dto.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { validKey } from '../http/idempotency-key.js';
import { PayoutQueries } from '../payout-queries.js';
import { timeText, toPayoutDto } from '../payout-view.js';
import { PayoutError, stateConflict } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import { isDuplicate } from '../storage/database/database-errors.js';
import { CommitUnknownError } from '../storage/database/storage.errors.js';
import type { Accepting } from '../storage/payout-changes.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { RetryPayoutDto } from './dto/retry-payout.dto.js';

interface Retried {
  readonly payout: PayoutDto;
  /** True if an earlier request with the same key created the payout. Nothing new is stored then. */
  readonly replayed: boolean;
}

/** Creates retries: new payouts that repeat a failed or canceled one. Each payout can be retried only once. */
@Injectable()
export class RetriesService {
  private readonly limits: DailyLimits;

  constructor(
    private readonly context: EngineContext,
    private readonly queries: PayoutQueries,
  ) {
    this.limits = new DailyLimits(context.registry);
  }

  /**
   * Creates a new payout with the same order, such as the account, the recipient and the amount. Only the consumer that
   * owns the first payout may do so. A repeated call with the same key returns the new payout as it was when accepted.
   * @throws PayoutError `not_found`; `state_conflict` if the first payout may have been paid, or if it was already
   *   retried (then with the `payoutId` of the retry); `validation_failed` or `no_account` if the order breaks a rule
   *   that applies now; `idempotency_key_invalid`, `idempotency_key_reused`, `reference_already_used`, `unavailable`
   */
  async retry(
    id: string,
    request: RetryPayoutDto,
    { principal, idempotencyKey }: { readonly principal: Principal; readonly idempotencyKey: string },
  ): Promise<Retried> {
    const { reference = null } = validated(RetryPayoutDto, request);
    const { consumer, request: context } = principal;
    const idempotencyHash = uniquenessHash(consumer, validKey(idempotencyKey));
    const old = await this.queries.find(id, principal);
    if (old.consumer !== consumer) throw new PayoutError('not_found', 'There is no such payout.');
    const hashes = { idempotencyHash, requestHash: textHash(JSON.stringify({ retryOf: old.id, reference })) };
    const known = await this.context.unitOfWork.read((transaction) => replay(transaction, hashes));
    if (known instanceof PayoutError) throw known;
    if (known) return { payout: toPayoutDto(known.payout), replayed: true };
    await this.context.unitOfWork.read((transaction) => requireRetryable(transaction, old));
    const accepting = this.orderLike(old, reference, hashes);
    try {
      return await this.context.unitOfWork.run((transaction) => store(transaction, accepting, this.limits), {
        first: true,
        request: context,
      });
    } catch (error) {
      return this.afterFailure(error, accepting);
    }
  }

  /** Returns a new order with the values of the first payout. The current rules are checked, as for any request. */
  private orderLike(old: StoredPayout, reference: string | null, hashes: OrderContext['hashes']): Accepting {
    const { consumer, provider, account, currency, name, description, subCompanyId, metadata, expiresAt } = old;
    const request = validated(CreatePayoutDto, {
      provider,
      account,
      amount: formatAmount(old.amount, old.scale),
      currency,
      recipient: { [old.recipientKind]: old.recipient },
      reference,
      name,
      description,
      subCompanyId,
      metadata,
      expiresAt: expiresAt === null ? null : timeText(expiresAt),
    });
    const { registry, clock } = this.context;
    const { order, ...accepting } = orderOf(request, registry, { consumer, hashes, now: clock.now() });
    return { ...accepting, order: { ...order, retryOf: old.id } };
  }

  /**
   * Handles an error of the transaction. If another request has stored a payout with the same key, returns this payout.
   * If it is unknown whether the COMMIT took effect, reads the database to find out.
   * @throws PayoutError if the first payout already has a retry, the reference is already used, or the database has no
   *   payout of this request
   */
  private async afterFailure(error: unknown, { order }: Accepting): Promise<Retried> {
    const { unitOfWork } = this.context;
    if (isDuplicate(error)) {
      return unitOfWork.read(async (transaction) => {
        const known = await replay(transaction, order);
        if (known === null) await requireFirst(transaction, await transaction.payouts.require(order.retryOf ?? ''));
        const { payout } = await duplicate(transaction, order);
        return { payout: toPayoutDto(payout), replayed: true };
      });
    }
    if (!(error instanceof CommitUnknownError)) throw error;
    const found = await unitOfWork.read(({ payouts }) => payouts.find(order.id));
    if (found) return { payout: toPayoutDto(found), replayed: false };
    const detail = 'The database did not confirm. Repeat the request with the same key.';
    throw new PayoutError('unavailable', detail, { retryAfter: 1 });
  }
}

/** Stores the retry. It locks the first payout, so that only one of several simultaneous retries succeeds. */
async function store(transaction: Transaction, accepting: Accepting, limits: DailyLimits): Promise<Retried> {
  const oldId = accepting.order.retryOf ?? '';
  const old = (await transaction.payouts.lock([oldId])).get(oldId);
  if (old === undefined) throw new PayoutError('not_found', 'There is no such payout.');
  const known = await replay(transaction, accepting.order);
  if (known instanceof PayoutError) throw known;
  if (known) return { payout: toPayoutDto(known.payout), replayed: true };
  await requireRetryable(transaction, old);
  const refused = (await limits.reserve(transaction, [accepting.order])).get(accepting.order.id);
  if (refused) throw beyondLimit(refused);
  const [payout] = await transaction.payouts.insertAll([accepting]);
  if (payout === undefined) throw new Error('a set of one came back empty');
  return { payout: toPayoutDto(payout), replayed: false };
}

/**
 * Checks that the payout was not retried yet, and that it cannot have been paid.
 * @throws PayoutError `state_conflict`
 */
async function requireRetryable(transaction: Transaction, old: StoredPayout): Promise<void> {
  await requireFirst(transaction, old);
  const { attempts, payouts } = transaction;
  const obstacle = obstacleToRetry(old, await attempts.of(old.id), await payouts.events(old.id));
  if (obstacle !== null) throw stateConflict(old, obstacle);
}

/**
 * Checks that the payout was not retried yet.
 * @throws PayoutError `state_conflict` with the `payoutId` of its retry if it was
 */
async function requireFirst(transaction: Transaction, old: StoredPayout): Promise<void> {
  const first = await transaction.payouts.findRetryOf(old.id);
  if (first !== null) throw stateConflict(old, 'This payout was retried already.', { payoutId: first });
}
