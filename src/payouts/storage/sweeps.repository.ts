import { Brackets, type EntityManager } from 'typeorm';
import type { PayoutStatus } from '../domain/payout.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

/** Statuses of payouts that the worker still has to finish. `awaiting_approval` waits for a person. */
const OPEN_STATUSES: readonly PayoutStatus[] = ['queued', 'submitting', 'unconfirmed', 'processing'];

const SWEEP_LIMIT = 50;

/**
 * Finds payouts that must change because time has passed or the configuration has changed, even if their account is
 * held.
 */
export class Sweeps {
  constructor(private readonly manager: EntityManager) {}

  /** Returns queued payouts whose `expiresAt` has passed. */
  async expired(now: number): Promise<StoredPayout[]> {
    return this.find("status = 'queued' AND expires_at <= :now", { now });
  }

  /** Returns payouts that were accepted at or before `before` and still wait for an approval. */
  async unapproved(before: number): Promise<StoredPayout[]> {
    return this.find("status = 'awaiting_approval' AND created_at <= :before", { before });
  }

  /** Returns payouts that were queued before `before`, are not final and are not in review. */
  async unfinished(before: number): Promise<StoredPayout[]> {
    return this.find('status IN (:...open) AND queued_at <= :before AND review_reason IS NULL', {
      open: OPEN_STATUSES,
      before,
    });
  }

  /** Returns unfinished payouts whose account is no longer configured or has another scope. */
  async ofOtherScopes(scopes: ReadonlyMap<string, string>): Promise<StoredPayout[]> {
    const open = { open: [...OPEN_STATUSES, 'awaiting_approval'] };
    const ours = sameScope(scopes);
    return this.find(
      '(status IN (:...open) OR next_at IS NOT NULL) AND review_reason IS NULL',
      open,
      new Brackets((where) => where.where(`NOT (${ours.sql})`, ours.parameters)),
    );
  }

  /** Returns payouts in review because of a missing account or another scope, if that scope is configured again. */
  async ofReturnedScopes(scopes: ReadonlyMap<string, string>): Promise<StoredPayout[]> {
    const ours = sameScope(scopes);
    return this.find(
      "review_reason = 'account_changed'",
      {},
      new Brackets((where) => where.where(ours.sql, ours.parameters)),
    );
  }

  /**
   * Returns payouts that were first sent within the period and then paid. Returned payouts count too. The result has at
   * most `limit` payouts, ordered by id and starting behind `after`.
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
