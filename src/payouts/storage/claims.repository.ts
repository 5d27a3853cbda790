import type { EntityManager } from 'typeorm';
import { allowedFrom } from '../domain/transitions.js';
import { positional } from './database/positional.js';
import { RowSet } from './database/row-set.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

/** Rows that one transaction claims at the most. */
export const MAX_CLAIM = 1_024;

export interface Claim {
  readonly account: string;
  /** Payouts that were accepted for another scope are neither sent nor read. */
  readonly scope: string;
  readonly now: number;
  readonly leaseToken: string;
  readonly leaseUntil: number;
  readonly limit: number;
}

/** A condition over columns of `cauri_payout`; its values are those of the claim. */
type Condition = string;

const SENDABLE = allowedFrom('submit')
  .map((status) => `'${status}'`)
  .join(', ');

/**
 * May be sent, or sent again with the same id: `resend_at` says from when, whenever the next read is. A probe does not
 * wait for the pause that a queued payout takes after a connection that failed.
 */
function maySend(pauses: boolean): Condition {
  const queued = pauses ? "(status = 'queued' AND next_at <= :now)" : "status = 'queued'";
  return `status IN (${SENDABLE}) AND review_reason IS NULL AND (expires_at IS NULL OR expires_at > :now)
    AND (${queued} OR (status = 'unconfirmed' AND resend_at <= :now))`;
}

/** Due to be read. What waits to be sent again is read only while its account is held. */
function mayRead(held: boolean): Condition {
  const waits = "status = 'unconfirmed' AND resend_at <= :now AND review_reason IS NULL";
  return `status IN ('submitting', 'unconfirmed', 'processing', 'paid', 'failed', 'returned') AND next_at <= :now
    ${held ? '' : `AND NOT COALESCE(${waits} AND (expires_at IS NULL OR expires_at > :now), FALSE)`}`;
}

const OF_ACCOUNT: Condition = 'account = :account AND scope = :scope AND (lease_until IS NULL OR lease_until <= :now)';

const OPEN_ATTEMPT = "(SELECT 1 FROM cauri_attempt a WHERE a.payout_id = payout.id AND a.proof = 'open')";

/**
 * Claims by compare-and-set: candidates come from a plain read, and the UPDATE repeats every condition, so of two
 * workers one gets the row. Nothing rests on SKIP LOCKED, which some MySQL-protocol databases accept and ignore.
 */
export class Claims {
  private readonly rows: RowSet<PayoutRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, PayoutRow);
  }

  /** Ids of what is due to be sent, oldest first. Outside a transaction it costs one statement, and claims nothing. */
  dueToSend(claim: Claim): Promise<string[]> {
    return this.candidates(claim, maySend(true));
  }

  /** What is due to be sent among `due`, oldest first. */
  async toSend(claim: Claim, due?: readonly string[]): Promise<StoredPayout[]> {
    return this.take(claim, due ?? (await this.dueToSend(claim)), maySend(true));
  }

  /** Ids of what is due to be read, oldest first; `held`: whether the account is. */
  dueToRead(claim: Claim, held = false): Promise<string[]> {
    return this.candidates(claim, mayRead(held));
  }

  /** What is due to be read among `due`; a `submitting` payout among them is one whose lease ran out. */
  async toRead(claim: Claim, held = false, due?: readonly string[]): Promise<StoredPayout[]> {
    // Not due any more while it is read: a callback that comes meanwhile lowers the time, and so is noticed.
    const read = { nextAt: claim.leaseUntil, lastReadAt: claim.now };
    return this.take(claim, due ?? (await this.dueToRead(claim, held)), mayRead(held), read);
  }

  /** One payout by name, if it is still waiting to be sent and nobody holds it: the probe of a held account. */
  one(id: string, claim: Claim): Promise<StoredPayout[]> {
    return this.take(claim, [id], maySend(false));
  }

  /** The oldest payout of a held account that waits to be sent: its look-up is the probe. */
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
   * The oldest payout of an account that was refused and waits for the search that has to agree. It is not sent; but after
   * a refusal of the account's credentials nothing else may be waiting, and its look-up tells whether they are good again.
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

  /** What bears this token: after a COMMIT whose answer was lost, whether the claim happened. */
  async bearing(leaseToken: string): Promise<StoredPayout[]> {
    const rows = await this.manager.find(PayoutRow, { where: { leaseToken }, order: { nextAt: 'ASC', id: 'ASC' } });
    return rows.map(toPayout);
  }

  /** Ends a claim without a change, or with a new time to look again. */
  async release(id: string, leaseToken: string, schedule: Partial<PayoutRow>): Promise<void> {
    await this.manager.update(PayoutRow, { id, leaseToken }, { ...schedule, leaseToken: null, leaseUntil: null });
  }

  /** Takes the next read of a payout when the last one is old enough; of several callers one gets it. */
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
    // The text of a statement holds its limit: a few sizes keep it one of a few that are prepared.
    const size = 2 ** Math.ceil(Math.log2(Math.min(limit, MAX_CLAIM)));
    const [sql, values] = positional(
      `SELECT id FROM cauri_payout WHERE ${OF_ACCOUNT} AND ${condition} ORDER BY next_at, id LIMIT ${size}`,
      { account, scope, now },
    );
    const found: { id: string }[] = await this.manager.query(sql, values);
    return found.slice(0, limit).map(({ id }) => id);
  }
}
