import type { EntityManager } from 'typeorm';
import { newId } from '../../common/new-id.js';
import type { OutboxEvent } from '../domain/outbox-event.js';
import { RowSet } from './database/row-set.js';
import { DiscrepancyRow } from './entities/reconciliation.entities.js';
import type { JournalEntry } from './journal.js';

export type Discrepancy = Readonly<DiscrepancyRow>;
export type NewDiscrepancy = Omit<Discrepancy, 'id'>;

/** Maximum number of characters of a text column, such as the provider's reference. Longer texts are cut. */
const MAX_TEXT = 255;

function cut(text: string | null): string | null {
  return text === null ? null : text.slice(0, MAX_TEXT);
}

/** Returns the outbox event for a discrepancy. It omits the expected and actual values, which are read over the API. */
function discrepancyEvent({ at, ...row }: Discrepancy): OutboxEvent {
  const { id, runId, kind, provider, account, payoutId, providerId } = row;
  const data = { id, object: 'discrepancy' as const, runId, kind, provider, account, payoutId, providerId };
  return { type: 'reconciliation.discrepancy', at, data };
}

/** Maximum number of discrepancies in one INSERT. */
const PIECE = 500;

/**
 * Reads and writes discrepancies. A discrepancy is a difference between the provider's transactions and our payouts.
 */
export class Discrepancies {
  private readonly rows: RowSet<DiscrepancyRow>;

  constructor(
    private readonly manager: EntityManager,
    private readonly journal: JournalEntry[],
  ) {
    this.rows = new RowSet(manager, DiscrepancyRow);
  }

  /** Stores discrepancies, and for each an outbox event for operators. Cuts texts after 255 characters. */
  async insert(discrepancies: readonly NewDiscrepancy[]): Promise<void> {
    if (discrepancies.length === 0) return;
    const rows = discrepancies.map((one) => ({
      ...one,
      id: newId(),
      providerId: cut(one.providerId),
      reference: cut(one.reference),
      expected: cut(one.expected),
      actual: cut(one.actual),
    }));
    for (let from = 0; from < rows.length; from += PIECE) await this.rows.insert(rows.slice(from, from + PIECE));
    for (const row of rows) this.journal.push({ kind: 'news', event: { ...discrepancyEvent(row), id: newId() } });
  }

  /**
   * Returns discrepancies of all runs, and those found outside a run, newest first. `since` is in epoch milliseconds. A
   * null filter matches everything. `before` is the last id of the previous page, or null for the first page.
   */
  async list(
    { account, since }: { readonly account: string | null; readonly since: number | null },
    page: { readonly limit: number; readonly before: string | null },
  ): Promise<Discrepancy[]> {
    const query = this.manager.createQueryBuilder(DiscrepancyRow, 'discrepancy').where('1 = 1');
    if (account !== null) query.andWhere('account = :account', { account });
    if (since !== null) query.andWhere('at >= :since', { since });
    if (page.before !== null) query.andWhere('id < :before', { before: page.before });
    return query.orderBy('discrepancy.id', 'DESC').limit(page.limit).getMany();
  }

  /**
   * Returns the discrepancies of one run in the order in which they were found. `after` is the last id of the previous
   * page, or null for the first page.
   */
  async ofRun(runId: string, page: { readonly limit: number; readonly after: string | null }): Promise<Discrepancy[]> {
    const query = this.manager.createQueryBuilder(DiscrepancyRow, 'discrepancy').where('run_id = :runId', { runId });
    if (page.after !== null) query.andWhere('id > :after', { after: page.after });
    return query.orderBy('discrepancy.id', 'ASC').limit(page.limit).getMany();
  }
}
