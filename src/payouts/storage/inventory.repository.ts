import { Brackets, type EntityManager } from 'typeorm';
import { PayoutRow } from './entities/payout.entity.js';

export interface OpenWork {
  readonly accounts: readonly string[];
  /** The accounts that may send now. */
  readonly sending: readonly string[];
  /** Epoch milliseconds. A cancellation whose next read is later does not count. */
  readonly until: number;
}

export interface ScopeInUse {
  readonly account: string;
  readonly scope: string;
  readonly payouts: number;
}

const UNSENT_OR_OPEN = "status IN ('awaiting_approval', 'queued', 'submitting', 'unconfirmed', 'processing')";

/** Counts of payouts. */
export class Inventory {
  constructor(private readonly manager: EntityManager) {}

  /** Counts the payouts on which the worker can still make progress. Payouts in review are not counted. */
  async open({ accounts, sending, until }: OpenWork): Promise<number> {
    // The empty name, which no account has, keeps the SQL list from being empty.
    const parameters = { accounts: ['', ...accounts], sending: ['', ...sending], until };
    return this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .where('account IN (:...accounts) AND review_reason IS NULL', parameters)
      .andWhere(
        new Brackets((open) =>
          open
            .where("status IN ('submitting', 'processing')")
            .orWhere("status = 'unconfirmed' AND (resend_at IS NULL OR account IN (:...sending))")
            .orWhere("status = 'queued' AND account IN (:...sending)")
            .orWhere("status = 'paid' AND cancellation IS NOT NULL AND next_at <= :until"),
        ),
      )
      .getCount();
  }

  inReview(): Promise<number> {
    return this.manager.createQueryBuilder(PayoutRow, 'payout').where('review_reason IS NOT NULL').getCount();
  }

  /** Returns the accounts and scopes of all unfinished payouts. */
  async scopesInUse(): Promise<ScopeInUse[]> {
    const rows = await this.manager
      .createQueryBuilder(PayoutRow, 'payout')
      .select('account', 'account')
      .addSelect('scope', 'scope')
      .addSelect('COUNT(*)', 'payouts')
      .where(`${UNSENT_OR_OPEN} OR review_reason = 'account_changed'`)
      .groupBy('account')
      .addGroupBy('scope')
      .getRawMany<{ account: string; scope: string; payouts: number | string }>();
    return rows.map(({ payouts, ...used }) => ({ ...used, payouts: Number(payouts) }));
  }
}
