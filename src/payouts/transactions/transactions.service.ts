import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { PayoutConnector } from '../../common/payout-connector.js';
import type { ProviderTransaction } from '../../common/provider-reads.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { isUuid } from '../http/resource-id.js';
import { PayoutError } from '../payouts.errors.js';
import { answerInTime } from '../refresh/answer-in-time.js';
import { ListTransactionsDto, type TransactionDto, type TransactionPageDto } from './dto/transaction.dto.js';

/** Maximum time in milliseconds that a request waits until `READ_RATE` allows one more read of the account. */
const MAX_WAIT_MS = 5_000;
/** Format of a provider's id in a path: 1 to 255 visible ASCII characters. */
const PROVIDER_ID = /^[!-~]{1,255}$/;

/**
 * Shows the transactions of a provider in the provider's own format. It reads the provider for each request and stores
 * nothing.
 */
@Injectable()
export class TransactionsService {
  constructor(private readonly context: EngineContext) {}

  /**
   * Returns one page of the provider's list of transactions, in its order. With a period, a page may be empty although
   * another one follows; only a null `nextCursor` ends the list.
   * @throws PayoutError `validation_failed`, `invalid_request`; `not_found` if there is no such account, or its
   *   provider has no list; `rate_limited` if the account is read as often as allowed; `provider_unavailable`
   */
  async list(account: string, query: ListTransactionsDto = {}): Promise<TransactionPageDto> {
    const { cursor, from, to } = validated(ListTransactionsDto, query);
    const connector = this.connectorOf(account);
    if (!connector.transactions) throw notFound(`${connector.provider} has no list of transactions.`);
    const filters = { account, from, to };
    const place = cursor === undefined ? null : decodeCursor(cursor, filters, (text) => text !== '');
    await this.turn(account);
    const page = await answerInTime(this.context.timings, connector.transactions(account, place));
    const within = page.transactions.filter((one) => isWithin(one, from, to));
    return {
      data: await this.withPayouts(account, within),
      nextCursor: page.next === null ? null : encodeCursor(page.next, filters),
    };
  }

  /**
   * Returns one transaction by the provider's id.
   * @throws PayoutError `not_found` if the account or the transaction does not exist, or the provider shows no single
   *   transaction; `rate_limited` if the account is read as often as allowed; `provider_unavailable`
   */
  async get(account: string, providerId: string): Promise<TransactionDto> {
    const connector = this.connectorOf(account);
    if (!connector.transaction) throw notFound(`${connector.provider} shows no single transaction.`);
    if (!PROVIDER_ID.test(providerId) || /^(partner:)?\.{0,2}$/.test(providerId)) throw notFound(UNKNOWN);
    await this.turn(account);
    const found = await answerInTime(this.context.timings, connector.transaction(account, providerId));
    const [shown] = found === 'absent' ? [] : await this.withPayouts(account, [found]);
    if (shown === undefined) throw notFound(UNKNOWN);
    return shown;
  }

  private connectorOf(account: string): PayoutConnector {
    const connector = this.context.registry.find(account)?.connector;
    if (!connector) throw notFound('There is no such account.');
    return connector;
  }

  /**
   * Waits until `READ_RATE` allows one more read of the account. Reads of the worker count too.
   * @throws PayoutError `rate_limited` if the wait would be longer than 5 s
   */
  private async turn(account: string): Promise<void> {
    const wait = this.context.reads.of(account).reserve(MAX_WAIT_MS);
    if (wait === null) {
      const detail = 'The account is read as often as READ_RATE allows. Repeat the request later.';
      throw new PayoutError('rate_limited', detail, { retryAfter: MAX_WAIT_MS / 1_000 });
    }
    if (wait > 0) await sleep(wait);
  }

  /** Adds the id of our payout to each transaction that belongs to one, with one query for all. */
  private async withPayouts(account: string, found: readonly ProviderTransaction[]): Promise<TransactionDto[]> {
    const ids = found.flatMap((one) => payoutIdOf(one) ?? []);
    const known = await this.context.unitOfWork.read(({ payouts }) => payouts.findAll(ids));
    return found.map((one) => {
      const payout = known.get(payoutIdOf(one) ?? '');
      return { ...one.shown, payoutId: payout?.account === account ? payout.id : null };
    });
  }
}

const UNKNOWN = 'The provider has no such transaction.';

function notFound(detail: string): PayoutError {
  return new PayoutError('not_found', detail);
}

/** Returns the payout id that a transaction has as its reference. Returns null if the reference is no id of ours. */
function payoutIdOf({ reference }: ProviderTransaction): string | null {
  return reference !== null && isUuid(reference) ? reference.toLowerCase() : null;
}

/**
 * Returns true if the transaction is in the period. One without a readable time always counts as in the period, so that
 * nobody overlooks it.
 */
function isWithin({ createdAt }: ProviderTransaction, from = 0, to = Number.POSITIVE_INFINITY): boolean {
  return createdAt === null || (createdAt >= from && createdAt < to);
}
