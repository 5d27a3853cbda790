import type { EntityManager } from 'typeorm';
import { allowedFrom } from '../domain/allowed-decisions.js';
import { positional } from './database/positional.js';
import { RowSet } from './database/row-set.js';
import { type DueRead, findDueReads, mayReadUnconfirmed } from './due-reads.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

/** Maximum number of payouts that one transaction claims. A higher limit counts as this one. */
export const MAX_CLAIM = 1_024;

/** Request to reserve due payouts of one account for one worker. The worker gets a lease (a token with an end time). */
export interface Claim {
  readonly account: string;
  /**
   * Configured scope of the account: the area within which the provider keeps our ids unique; see `ConnectorAccount`.
   * Payouts that were accepted under another scope are not claimed.
   */
  readonly scope: string;
  /** Current time in epoch milliseconds. */
  readonly now: number;
  /** Token that marks the rows of this claim. */
  readonly leaseToken: string;
  /** End of the lease in epoch milliseconds. */
  readonly leaseUntil: number;
  readonly limit: number;
}

type Search = Pick<Claim, 'account' | 'scope' | 'now' | 'limit'>;

/** SQL condition on columns of `cauri_payout`. Its parameters, such as `:now`, are fields of the claim. */
type Condition = string;

const SENDABLE = allowedFrom('submit')
  .map((status) => `'${status}'`)
  .join(', ');

const UNSTOPPED: Condition = 'review_reason IS NULL AND (expires_at IS NULL OR expires_at > :now)';
const RESENDABLE: Condition = `status = 'unconfirmed' AND resend_at <= :now AND ${UNSTOPPED}`;

/**
 * Returns two conditions for payouts that may be sent: one for `queued` payouts, and one for `unconfirmed` payouts
 * whose time `resend_at` has passed. As separate conditions, each reads one range of an index in the order of
 * `next_at`. After a failed connection, a `queued` payout waits until `next_at`. If `pauses` is false, as for a probe,
 * it does not wait.
 */
function sendable(pauses: boolean): readonly Condition[] {
  return [`status = 'queued' AND ${pauses ? 'next_at <= :now AND ' : ''}${UNSTOPPED}`, RESENDABLE];
}

function maySend(pauses: boolean): Condition {
  return `status IN (${SENDABLE}) AND (${either(sendable(pauses))})`;
}

function either(conditions: readonly Condition[]): Condition {
  return conditions.map((condition) => `(${condition})`).join(' OR ');
}

/** Returns the condition for a payout that the worker may claim to read it from the provider. */
function mayRead(held: boolean): Condition {
  return `next_at <= :now AND (status IN ('submitting', 'processing', 'paid', 'failed', 'returned', 'canceled')
    OR (status = 'unconfirmed' AND ${mayReadUnconfirmed(held)}))`;
}

const OF_ACCOUNT: Condition = 'account = :account AND scope = :scope AND (lease_until IS NULL OR lease_until <= :now)';

/** Rounds a limit up to a power of two. It is part of the SQL text, and each new text needs a prepared statement. */
function sizeOf(limit: number): number {
  return 2 ** Math.ceil(Math.log2(Math.min(limit, MAX_CLAIM)));
}

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

  /** Returns up to `limit` ids of payouts that are due to be sent, lowest `next_at` first. Claims nothing. */
  dueToSend(claim: Claim): Promise<string[]> {
    return this.oldest(claim, sendable(true));
  }

  /** Claims those of `due` that may still be sent, and returns them. Without `due`, it first finds the due ones. */
  async toSend(claim: Claim, due?: readonly string[]): Promise<StoredPayout[]> {
    return this.take(claim, due ?? (await this.dueToSend(claim)), maySend(true));
  }

  /**
   * Returns the payouts that are due to be read from the provider, most urgent first. Claims nothing. `held` is true
   * while the account has a hold (nothing is sent from it).
   */
  async dueToRead(claim: Claim, held = false): Promise<DueRead[]> {
    if (claim.limit < 1) return [];
    const due = await findDueReads(this.manager, { ...claim, limit: sizeOf(claim.limit), held });
    return due.slice(0, claim.limit);
  }

  /**
   * Claims the payouts in `due` that are still due to be read, and returns them. Without `due`, it uses `dueToRead`. A
   * `submitting` payout, whose POST may still run, can only be claimed after its lease. During the lease it is returned
   * with a null `leaseToken`: the caller may read it, but the lease stays with the worker that sends it.
   */
  async toRead(claim: Claim, held = false, due?: readonly DueRead[]): Promise<StoredPayout[]> {
    const all = due ?? (await this.dueToRead(claim, held));
    const idsOf = (leased: boolean) => all.filter(({ isLeased }) => isLeased === leased).map(({ id }) => id);
    // `next_at` becomes the end of the lease. A callback that arrives during the read changes it, and so the reader
    // notices the callback.
    const read = { nextAt: claim.leaseUntil, lastReadAt: claim.now };
    const taken = await this.take(claim, idsOf(false), mayRead(held), read);
    const looked = await this.lookAt(claim, idsOf(true));
    const order = new Map(all.map(({ id }, index) => [id, index]));
    return [...looked, ...taken].sort((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0));
  }

  /** Reserves a read of each payout that another worker is sending: at most one until that worker's lease ends. */
  private async lookAt({ now }: Claim, ids: readonly string[]): Promise<StoredPayout[]> {
    const locked = await this.rows.byIds(ids.toSorted(), { locked: true });
    const rows = locked.filter(
      ({ status, nextAt, leaseUntil }) =>
        status === 'submitting' && nextAt !== null && nextAt <= now && leaseUntil !== null && leaseUntil > now,
    );
    const looked = rows.map((row) => ({ ...row, nextAt: row.leaseUntil, lastReadAt: now }));
    await this.rows.update(
      looked.map(({ id, nextAt, lastReadAt, version }) => ({ row: { id, nextAt, lastReadAt }, seen: { version } })),
      ['nextAt', 'lastReadAt'],
    );
    return looked.map((row) => toPayout({ ...row, leaseToken: null }));
  }

  /**
   * Ends every lease and makes the payouts due now, so that they are looked up at the provider. Call it only if every
   * process that held a lease is known to be dead.
   */
  async endAll(now: number): Promise<void> {
    await this.manager.query(
      `UPDATE cauri_payout SET lease_until = ?, next_at = ? WHERE lease_token IS NOT NULL AND lease_until > ?`,
      [now, now, now],
    );
  }

  /**
   * Claims one payout that waits to be sent, as the probe (the POST that tests a held account). Returns an empty list
   * if the payout is already claimed or must not be sent.
   */
  one(id: string, claim: Claim): Promise<StoredPayout[]> {
    return this.take(claim, [id], maySend(false));
  }

  /**
   * Returns the oldest payout of a held account that waits to be sent, or null. The caller looks it up, then probes
   * with it.
   */
  oldestWaiting(account: string, scope: string, now: number): Promise<StoredPayout | null> {
    return this.oldestOf({ account, scope, now, limit: 1 }, sendable(false));
  }

  /**
   * Returns the oldest payout whose POST was refused, if a search at the provider must still confirm the refusal. It is
   * used if no payout waits to be sent. It is only looked up, not sent: an answer shows that the account's credentials
   * work again.
   */
  oldestRefused(account: string, scope: string, now: number): Promise<StoredPayout | null> {
    const refused = `status = 'unconfirmed' AND review_reason IS NULL AND NOT EXISTS ${OPEN_ATTEMPT}`;
    return this.oldestOf({ account, scope, now, limit: 1 }, [refused]);
  }

  private async oldestOf(search: Search, conditions: readonly Condition[]): Promise<StoredPayout | null> {
    const [row] = await this.rows.byIds(await this.oldest(search, conditions));
    return row ? toPayout(row) : null;
  }

  /**
   * Returns the payouts that have this lease token. If the COMMIT of a claim got no response, the result shows whether
   * the claim was committed.
   */
  async bearing(leaseToken: string): Promise<StoredPayout[]> {
    const rows = await this.manager.find(PayoutRow, { where: { leaseToken }, order: { nextAt: 'ASC', id: 'ASC' } });
    return rows.map(toPayout);
  }

  /**
   * Reserves one read of a payout. Returns false if its last read is less than `gapMs` milliseconds ago, or if another
   * caller was faster.
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

  /** Claims the payouts that meet the condition and have no running lease. Returns them in the order of `ids`. */
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

  /** Returns the ids of payouts that have no running lease and meet one of the conditions, lowest `next_at` first. */
  private async oldest({ account, scope, now, limit }: Search, conditions: readonly Condition[]): Promise<string[]> {
    if (limit < 1) return [];
    const [sql, values] = positional(oldestSql(conditions, sizeOf(limit)), { account, scope, now });
    const found: Oldest[] = await this.manager.query(sql, values);
    return found
      .map(({ id, next_at }) => ({ id, nextAt: Number(next_at ?? 0) }))
      .sort((one, other) => one.nextAt - other.nextAt || (one.id < other.id ? -1 : 1))
      .slice(0, limit)
      .map(({ id }) => id);
  }
}

interface Oldest {
  readonly id: string;
  readonly next_at: number | string | null;
}

function oldestSql(conditions: readonly Condition[], limit: number): string {
  return conditions
    .map(
      (condition, index) =>
        `SELECT * FROM (SELECT id, next_at FROM cauri_payout payout
        WHERE ${OF_ACCOUNT} AND ${condition} ORDER BY next_at, id LIMIT ${limit}) c${index}`,
    )
    .join(' UNION ALL ');
}
