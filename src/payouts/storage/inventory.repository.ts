import { Brackets, type EntityManager } from 'typeorm';
import { PayoutRow } from './entities/payout.entity.js';

export interface OpenWork {
  readonly accounts: readonly string[];
  /** Those among them from which something may be sent. */
  readonly sending: readonly string[];
  /** A cancellation that is read only after this time does not count. */
  readonly until: number;
}

export interface ScopeInUse {
  readonly account: string;
  readonly scope: string;
  readonly payouts: number;
}

const UNSENT_OR_OPEN = "status IN ('awaiting_approval', 'queued', 'submitting', 'unconfirmed', 'processing')";

/** What is in the books, in numbers. */
export class Inventory {
  constructor(private readonly manager: EntityManager) {}

  /** Payouts that somebody who goes on working can still bring further; what waits for a person is not among them. */
  async open({ accounts, sending, until }: OpenWork): Promise<number> {
    // No account is named ''.
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

  /** The accounts and scopes that unfinished payouts were accepted for. */
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
