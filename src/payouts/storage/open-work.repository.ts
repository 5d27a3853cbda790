import { Brackets, type EntityManager } from 'typeorm';
import { PayoutRow } from './entities/payout.entity.js';

/** Selects the payouts that `Inventory.open` counts. */
export interface OpenWork {
  /** Names of the accounts whose payouts `Inventory.open` counts. */
  readonly accounts: readonly string[];
  /**
   * Names of the accounts from which payouts may be sent. A payout of another account is not counted if it would have
   * to be sent next.
   */
  readonly sending: readonly string[];
  /**
   * A paid payout that is being canceled is counted only if its next read is due by this time, in epoch milliseconds.
   */
  readonly until: number;
}

/** An account and a scope, and the number of unfinished payouts that have both. */
export interface ScopeInUse {
  readonly account: string;
  readonly scope: string;
  readonly payouts: number;
}

/** Condition for a payout that is not final. */
const UNSENT_OR_OPEN = "status IN ('awaiting_approval', 'queued', 'submitting', 'unconfirmed', 'processing')";

/** Counts payouts for `cauri doctor` and `cauri reconcile`. */
export class Inventory {
  constructor(private readonly manager: EntityManager) {}

  /**
   * Returns the number of payouts that the worker can still process. Payouts in review need a person and do not count.
   */
  async open({ accounts, sending, until }: OpenWork): Promise<number> {
    // The empty name, which no account has, prevents an empty list, which is invalid SQL.
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

  /** Returns the number of payouts of all accounts in review (a person must decide). */
  inReview(): Promise<number> {
    return this.manager.createQueryBuilder(PayoutRow, 'payout').where('review_reason IS NOT NULL').getCount();
  }

  /**
   * Returns the pairs of account and scope that unfinished payouts use, with the number of payouts of each. Payouts in
   * review because of a changed scope count too. Payouts of a pair that is not configured are neither sent nor read.
   */
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
