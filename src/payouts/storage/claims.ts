import { Brackets, type EntityManager, type SelectQueryBuilder, type WhereExpressionBuilder } from 'typeorm';
import type { PayoutStatus } from '../domain/payout.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

export interface Claim {
  readonly account: string;
  /** Payouts that were accepted for another scope are neither sent nor read. */
  readonly scope: string;
  readonly now: number;
  readonly leaseToken: string;
  readonly leaseUntil: number;
  readonly limit: number;
}

type Where = WhereExpressionBuilder;

/**
 * May be sent, or sent again with the same id: `resend_at` says from when, whenever the next read is. A probe does not
 * wait for the pause that a queued payout takes after a connection that failed.
 */
function maySend(where: Where, now: number, pauses: boolean): void {
  const queued = pauses ? "(status = 'queued' AND next_at <= :now)" : "status = 'queued'";
  where
    .where('review_reason IS NULL')
    .andWhere('(expires_at IS NULL OR expires_at > :now)', { now })
    .andWhere(`(${queued} OR (status = 'unconfirmed' AND resend_at <= :now))`, { now });
}

const OPEN_ATTEMPT = "(SELECT 1 FROM cauri_attempt a WHERE a.payout_id = payout.id AND a.proof = 'open')";

const READ: readonly PayoutStatus[] = ['submitting', 'unconfirmed', 'processing', 'paid', 'failed', 'returned'];

/**
 * Claims by compare-and-set: candidates come from a plain read, and the UPDATE repeats every condition, so of two
 * workers one gets the row. Nothing rests on SKIP LOCKED, which some MySQL-protocol databases accept and ignore.
 */
export class Claims {
  constructor(private readonly manager: EntityManager) {}

  /** What is due to be sent, oldest first. */
  async toSend(claim: Claim): Promise<StoredPayout[]> {
    return this.take(claim, (where) => {
      where
        .where("status IN ('queued', 'unconfirmed')")
        .andWhere(new Brackets((send) => maySend(send, claim.now, true)));
    });
  }

  /**
   * What is due to be read; a `submitting` payout among them is one whose lease ran out. What waits to be sent again is
   * read only while its account is held.
   */
  async toRead(claim: Claim, held = false): Promise<StoredPayout[]> {
    const condition = (where: Where): void => {
      where.where('status IN (:...read) AND next_at <= :now', { read: READ, now: claim.now }).andWhere(
        new Brackets((not) =>
          not
            .where(held ? '1 = 1' : "status <> 'unconfirmed'")
            .orWhere('resend_at IS NULL')
            .orWhere('resend_at > :now')
            .orWhere('review_reason IS NOT NULL')
            .orWhere('expires_at <= :now'),
        ),
      );
    };
    // Not due any more while it is read: a callback that comes meanwhile lowers the time, and so is noticed.
    return this.take(claim, condition, { nextAt: claim.leaseUntil, lastReadAt: claim.now });
  }

  /** One payout by name, if it is still waiting to be sent and nobody holds it: the probe of a held account. */
  async one(id: string, claim: Claim): Promise<StoredPayout[]> {
    return this.take(claim, (where) => {
      where.where('id = :id', { id }).andWhere(new Brackets((send) => maySend(send, claim.now, false)));
    });
  }

  /** The oldest payout of a held account that waits to be sent: its look-up is the probe. */
  async oldestWaiting(account: string, scope: string, now: number): Promise<StoredPayout | null> {
    const row = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .where('account = :account AND scope = :scope', { account, scope })
      .andWhere("status IN ('queued', 'unconfirmed')")
      .andWhere('(lease_until IS NULL OR lease_until <= :now)', { now })
      .andWhere(new Brackets((send) => maySend(send, now, false)))
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
    condition: (where: Where) => void,
    further: Partial<PayoutRow> = {},
  ): Promise<StoredPayout[]> {
    const due = new Brackets((where) => {
      where
        .where('account = :account AND scope = :scope', { account: claim.account, scope: claim.scope })
        .andWhere('(lease_until IS NULL OR lease_until <= :now)', { now: claim.now })
        .andWhere(new Brackets(condition));
    });
    const ids = await this.candidates(claim.limit, due);
    if (ids.length === 0) return [];
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(PayoutRow)
      .set({ leaseToken: claim.leaseToken, leaseUntil: claim.leaseUntil, ...further })
      .where('id IN (:...ids)', { ids })
      .andWhere(due)
      .execute();
    return affected === 0 ? [] : this.bearing(claim.leaseToken);
  }

  private async candidates(limit: number, due: Brackets): Promise<string[]> {
    const query: SelectQueryBuilder<PayoutRow> = this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .select('payout.id', 'id')
      .where(due)
      .orderBy('payout.next_at', 'ASC')
      .addOrderBy('payout.id', 'ASC')
      .limit(limit);
    return (await query.getRawMany<{ id: string }>()).map(({ id }) => id);
  }
}
