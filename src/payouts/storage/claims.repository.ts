import type { EntityManager } from 'typeorm';
import { allowedFrom } from '../domain/transitions.js';
import { positional } from './database/positional.js';
import { RowSet } from './database/row-set.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

/** The most payouts that one transaction claims. */
export const MAX_CLAIM = 1_024;

/** Reserves due payouts of one account for one worker, until `leaseUntil` in epoch milliseconds. */
export interface Claim {
  readonly account: string;
  /** The account's configured scope. Payouts that were accepted for another scope are not claimed. */
  readonly scope: string;
  readonly now: number;
  readonly leaseToken: string;
  readonly leaseUntil: number;
  readonly limit: number;
}

/** An SQL condition on columns of `cauri_payout`. It uses the fields of `Claim` as named parameters. */
type Condition = string;

const SENDABLE = allowedFrom('submit')
  .map((status) => `'${status}'`)
  .join(', ');

/**
 * Returns the condition for payouts that may be sent. An `unconfirmed` payout may be sent again once `resend_at` has
 * passed. After a failed connection a payout pauses until `next_at`, but a probe of the account (`pauses` is false)
 * does not wait for that.
 */
function maySend(pauses: boolean): Condition {
  const queued = pauses ? "(status = 'queued' AND next_at <= :now)" : "status = 'queued'";
  return `status IN (${SENDABLE}) AND review_reason IS NULL AND (expires_at IS NULL OR expires_at > :now)
    AND (${queued} OR (status = 'unconfirmed' AND resend_at <= :now))`;
}

/**
 * Returns the condition for payouts that are due for a read. A payout that is due to be sent again is read only while
 * its account is held.
 */
function mayRead(held: boolean): Condition {
  const waits = "status = 'unconfirmed' AND resend_at <= :now AND review_reason IS NULL";
  return `status IN ('submitting', 'unconfirmed', 'processing', 'paid', 'failed', 'returned') AND next_at <= :now
    ${held ? '' : `AND NOT COALESCE(${waits} AND (expires_at IS NULL OR expires_at > :now), FALSE)`}`;
}

const OF_ACCOUNT: Condition = 'account = :account AND scope = :scope AND (lease_until IS NULL OR lease_until <= :now)';

const OPEN_ATTEMPT = "(SELECT 1 FROM cauri_attempt a WHERE a.payout_id = payout.id AND a.proof = 'open')";

/**
 * Reserves payouts for one worker, so that no other worker sends or reads them at the same time.
 *
 * A plain SELECT finds candidates. The UPDATE then repeats every condition, so only one of two workers gets a row. This
 * works without SKIP LOCKED, which some MySQL-compatible databases accept and ignore.
 */
export class Claims {
  private readonly rows: RowSet<PayoutRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, PayoutRow);
  }

  /** Returns the ids of payouts that are due to be sent, oldest first. It is one SELECT and claims nothing. */
  dueToSend(claim: Claim): Promise<string[]> {
    return this.candidates(claim, maySend(true));
  }

  /** Claims the payouts of `due` that may still be sent, and returns them oldest first. */
  async toSend(claim: Claim, due?: readonly string[]): Promise<StoredPayout[]> {
    return this.take(claim, due ?? (await this.dueToSend(claim)), maySend(true));
  }

  /** Returns the ids of payouts that are due for a read, oldest first. Pass `held` if the account is held. */
  dueToRead(claim: Claim, held = false): Promise<string[]> {
    return this.candidates(claim, mayRead(held));
  }

  /**
   * Claims the payouts of `due` that are still due for a read. A `submitting` payout among them is one whose lease
   * expired.
   */
  async toRead(claim: Claim, held = false, due?: readonly string[]): Promise<StoredPayout[]> {
    // `next_at` becomes the end of the lease. If a callback sets an earlier time during the read, `keepEarlier` sees
    // it.
    const read = { nextAt: claim.leaseUntil, lastReadAt: claim.now };
    return this.take(claim, due ?? (await this.dueToRead(claim, held)), mayRead(held), read);
  }

  /**
   * Claims one payout that waits to be sent, to probe a held account. Returns an empty list if it is already claimed.
   */
  one(id: string, claim: Claim): Promise<StoredPayout[]> {
    return this.take(claim, [id], maySend(false));
  }

  /** Returns the oldest payout of a held account that waits to be sent. It serves as the probe. */
  async oldestWaiting(account: string, scope: string, now: number): Promise<StoredPayout | null> {
    const row = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .where('account = :account AND scope = :scope', { account, scope })
      .andWhere('(lease_until IS NULL OR lease_until <= :now)', { now })
      .andWhere(`(${maySend(false)})`)
      .orderBy('payout.next_at', 'ASC')
      .addOrderBy('payout.id', 'ASC')
      .limit(1)
      .getOne();
    return row && toPayout(row);
  }

  /**
   * Returns the oldest payout with a refusal that a search must still confirm. It serves as the probe if no payout
   * waits to be sent: it is only looked up, which shows if the account's credentials work again.
   */
  async oldestRefused(account: string, scope: string, now: number): Promise<StoredPayout | null> {
    const row = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .where("account = :account AND scope = :scope AND status = 'unconfirmed'", { account, scope })
      .andWhere('review_reason IS NULL AND (lease_until IS NULL OR lease_until <= :now)', { now })
      .andWhere(`NOT EXISTS ${OPEN_ATTEMPT}`)
      .orderBy('payout.next_at', 'ASC')
      .addOrderBy('payout.id', 'ASC')
      .limit(1)
      .getOne();
    return row && toPayout(row);
  }

  /**
   * Returns the payouts that have this lease token. If the COMMIT of a claim got no response, this shows if it
   * happened.
   */
  async bearing(leaseToken: string): Promise<StoredPayout[]> {
    const rows = await this.manager.find(PayoutRow, { where: { leaseToken }, order: { nextAt: 'ASC', id: 'ASC' } });
    return rows.map(toPayout);
  }

  /** Ends the claim of a payout whose state stays the same. `schedule` can set when it is due again. */
  async release(id: string, leaseToken: string, schedule: Partial<PayoutRow>): Promise<void> {
    await this.manager.update(PayoutRow, { id, leaseToken }, { ...schedule, leaseToken: null, leaseUntil: null });
  }

  /**
   * Reserves one read of a payout. Returns false if its last read is less than `gapMs` ago, or if another caller was
   * faster.
   */
  async takeRead(id: string, now: number, gapMs: number): Promise<boolean> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(PayoutRow)
      .set({ lastReadAt: now })
      .where('id = :id AND (last_read_at IS NULL OR last_read_at <= :before)', { id, before: now - gapMs })
      .execute();
    return affected === 1;
  }

  private async take(
    claim: Claim,
    ids: readonly string[],
    condition: Condition,
    further: Partial<PayoutRow> = {},
  ): Promise<StoredPayout[]> {
    const { account, scope, now, leaseToken, leaseUntil } = claim;
    const columns = { leaseToken, leaseUntil, ...further };
    const where = `${OF_ACCOUNT} AND ${condition}`;
    if ((await this.rows.updateWhere(ids, columns, where, { account, scope, now })) === 0) return [];
    const rows = new Map((await this.rows.byIds(ids)).map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = rows.get(id);
      return row?.leaseToken === leaseToken ? [toPayout(row)] : [];
    });
  }

  private async candidates({ account, scope, now, limit }: Claim, condition: Condition): Promise<string[]> {
    if (limit < 1) return [];
    // The limit is part of the SQL text. Rounding it up to a power of two keeps the number of prepared statements
    // small.
    const size = 2 ** Math.ceil(Math.log2(Math.min(limit, MAX_CLAIM)));
    const [sql, values] = positional(
      `SELECT id FROM cauri_payout WHERE ${OF_ACCOUNT} AND ${condition} ORDER BY next_at, id LIMIT ${size}`,
      { account, scope, now },
    );
    const found: { id: string }[] = await this.manager.query(sql, values);
    return found.slice(0, limit).map(({ id }) => id);
  }
}
