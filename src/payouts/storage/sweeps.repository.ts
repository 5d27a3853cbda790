import { Brackets, type EntityManager } from 'typeorm';
import type { PayoutStatus } from '../domain/payout.js';
import { PayoutRow } from './entities/payout.entity.js';
import { type StoredPayout, toPayout } from './payout-rows.js';

/** Statuses that are not final, except `awaiting_approval`. */
const OPEN_STATUSES: readonly PayoutStatus[] = ['queued', 'submitting', 'unconfirmed', 'processing'];

const SWEEP_LIMIT = 50;

/** Finds payouts that change by the passing of time, whatever the state of their account. */
export class Sweeps {
  constructor(private readonly manager: EntityManager) {}

  /** Returns queued payouts past their `expiresAt`. */
  async expired(now: number): Promise<StoredPayout[]> {
    return this.find("status = 'queued' AND expires_at <= :now", { now });
  }

  /** Returns payouts that became `queued` before `before`, are not final and not in review. */
  async unfinished(before: number): Promise<StoredPayout[]> {
    return this.find('status IN (:...open) AND queued_at <= :before AND review_reason IS NULL', {
      open: OPEN_STATUSES,
      before,
    });
  }

  /** Returns open payouts whose account is not configured, or with another scope. */
  async ofOtherScopes(scopes: ReadonlyMap<string, string>): Promise<StoredPayout[]> {
    const open = { open: [...OPEN_STATUSES, 'awaiting_approval'] };
    const ours = sameScope(scopes);
    return this.find(
      '(status IN (:...open) OR next_at IS NOT NULL) AND review_reason IS NULL',
      open,
      new Brackets((where) => where.where(`NOT (${ours.sql})`, ours.parameters)),
    );
  }

  /** Returns payouts in review because of a changed scope that is configured again. */
  async ofReturnedScopes(scopes: ReadonlyMap<string, string>): Promise<StoredPayout[]> {
    const ours = sameScope(scopes);
    return this.find(
      "review_reason = 'account_changed'",
      {},
      new Brackets((where) => where.where(ours.sql, ours.parameters)),
    );
  }

  /**
   * Returns payouts that were paid (also if returned since) and first sent within the window. At most `limit`, ordered
   * by id, after the given id.
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
