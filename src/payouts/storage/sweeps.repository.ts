import { Brackets, type EntityManager } from 'typeorm';
import type { PayoutStatus } from '../domain/payout.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

/** Statuses of payouts that the worker still has to finish. `awaiting_approval` waits for a person. */
const OPEN_STATUSES: readonly PayoutStatus[] = ['queued', 'submitting', 'unconfirmed', 'processing'];

/**
 * Final statuses in which a payout may still be read from the provider, in case its money comes back or its result
 * changes.
 */
const WATCHED_STATUSES: readonly PayoutStatus[] = ['paid', 'failed', 'returned'];

/**
 * Maximum number of payouts that one query returns. The caller changes these payouts and repeats the query until it
 * returns none.
 */
const SWEEP_LIMIT = 50;

/**
 * Finds payouts that must change because time has passed or the configuration has changed. It finds them even while
 * their account is held. Except for `paidIn`, each query returns at most 50 payouts, in no fixed order.
 */
export class Sweeps {
  constructor(private readonly manager: EntityManager) {}

  /**
   * Returns queued payouts whose `expiresAt` is `now` (epoch milliseconds) or earlier. The caller marks them as failed,
   * and they are never sent.
   */
  async expired(now: number): Promise<StoredPayout[]> {
    return this.find("status = 'queued' AND expires_at <= :now", { now });
  }

  /**
   * Returns payouts that were accepted at or before `before` (epoch milliseconds) and still wait for an approval. The
   * caller cancels them.
   */
  async unapproved(before: number): Promise<StoredPayout[]> {
    return this.find("status = 'awaiting_approval' AND created_at <= :before", { before });
  }

  /**
   * Returns payouts that were queued at or before `before` (epoch milliseconds), are not final and are not in review.
   * The caller opens a review for them (a person must decide).
   */
  async unfinished(before: number): Promise<StoredPayout[]> {
    // A payout is never queued before it is created, so `created_at <= :before` excludes nothing. It lets the database
    // use the index on `created_at`.
    const old = 'status IN (:...open) AND created_at <= :before';
    return this.find(`${old} AND queued_at <= :before AND review_reason IS NULL`, { open: OPEN_STATUSES, before });
  }

  /**
   * Returns payouts that cannot be sent or read with this configuration: their account is not configured, or its scope
   * has changed since (the area within which the provider keeps our ids unique). `scopes` has the configured scope of
   * each account. The caller opens a review for these payouts (a person must decide).
   *
   * Payouts that are already in review are not returned. Neither are final payouts that are not due to be read, because
   * there may be a million of them.
   */
  async ofOtherScopes(scopes: ReadonlyMap<string, string>, now: number): Promise<StoredPayout[]> {
    const ours = sameScope(scopes);
    const others = new Brackets((where) => where.where(`NOT (${ours.sql})`, ours.parameters));
    const open = { open: [...OPEN_STATUSES, 'awaiting_approval'] };
    const found = await this.find('status IN (:...open) AND review_reason IS NULL', open, others);
    if (found.length > 0) return found;
    const watched = { accounts: ['', ...(await this.accounts())], watched: WATCHED_STATUSES, now };
    return this.find(
      'account IN (:...accounts) AND status IN (:...watched) AND next_at <= :now AND review_reason IS NULL',
      watched,
      others,
    );
  }

  /** Returns the names of all accounts that have payouts. For each account it reads only one entry of the index. */
  private async accounts(): Promise<string[]> {
    const known: string[] = [];
    for (;;) {
      const next = 'SELECT MIN(account) AS account FROM cauri_payout WHERE account > ?';
      const [found]: { account: string | null }[] = await this.manager.query(next, [known.at(-1) ?? '']);
      if (!found?.account) return known;
      known.push(found.account);
    }
  }

  /**
   * Returns payouts that are in review because of a changed scope, if their scope is now configured again. The caller
   * closes their review.
   */
  async ofReturnedScopes(scopes: ReadonlyMap<string, string>): Promise<StoredPayout[]> {
    const ours = sameScope(scopes);
    return this.find(
      "review_reason = 'account_changed'",
      {},
      new Brackets((where) => where.where(ours.sql, ours.parameters)),
    );
  }

  /**
   * Returns paid and returned payouts that were first sent from `since` (inclusive) to `until` (exclusive), in epoch
   * milliseconds. Returns at most `limit` payouts with an id greater than `after`, in the order of their ids.
   */
  async paidIn(
    account: string,
    { since, until }: { since: number; until: number },
    page: { after: string; limit: number },
  ): Promise<StoredPayout[]> {
    const rows = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .where('account = :account', { account })
      .andWhere("status IN ('paid', 'returned')")
      .andWhere('submitted_at >= :since AND submitted_at < :until', { since, until })
      .andWhere('id > :after', { after: page.after })
      .orderBy('payout.id', 'ASC')
      .limit(page.limit)
      .getMany();
    return rows.map(toPayout);
  }

  private async find(where: string, parameters: object, further?: Brackets): Promise<StoredPayout[]> {
    const query = this.manager.createQueryBuilder(PayoutRow, 'payout').where(where, parameters).limit(SWEEP_LIMIT);
    if (further) query.andWhere(further);
    return (await query.getMany()).map(toPayout);
  }
}

/** Returns the SQL condition for payouts whose account is configured and has the same scope as the payout. */
function sameScope(scopes: ReadonlyMap<string, string>): { sql: string; parameters: Record<string, string> } {
  const entries = [...scopes];
  const sql = entries.map((_, index) => `(account = :account${index} AND scope = :scope${index})`).join(' OR ');
  const parameters = Object.fromEntries(
    entries.flatMap(([account, scope], index) => [
      [`account${index}`, account],
      [`scope${index}`, scope],
    ]),
  );
  return { sql: sql || '1 = 0', parameters };
}
