import type { EntityManager } from 'typeorm';
import { ReconciliationRunRow } from './entities/reconciliation.entities.js';

export type ReconciliationRun = Readonly<ReconciliationRunRow>;
export type RunCounts = ReconciliationRun['counts'];

/**
 * Reads and writes reconciliation runs. A run does the work that is due, or compares the provider's transactions with
 * our payouts.
 */
export class ReconciliationRuns {
  constructor(private readonly manager: EntityManager) {}

  async insert(run: ReconciliationRun): Promise<void> {
    await this.manager.insert(ReconciliationRunRow, run);
  }

  async find(id: string): Promise<ReconciliationRun | null> {
    return this.manager.findOneBy(ReconciliationRunRow, { id });
  }

  /**
   * Stores the end of a run. Does nothing if the run is not `running`, for example because `failStale` has ended it.
   */
  async finish(id: string, end: Pick<ReconciliationRun, 'status' | 'counts' | 'finishedAt'>): Promise<void> {
    await this.manager.update(ReconciliationRunRow, { id, status: 'running' }, end);
  }

  /**
   * Returns reconciliation runs, newest first. `before` is the last id of the previous page, or null for the first
   * page.
   */
  async list(page: { readonly limit: number; readonly before: string | null }): Promise<ReconciliationRun[]> {
    const query = this.manager.createQueryBuilder(ReconciliationRunRow, 'run');
    if (page.before !== null) query.where('id < :before', { before: page.before });
    return query.orderBy('run.id', 'DESC').limit(page.limit).getMany();
  }

  /**
   * Marks runs as failed that started before `startedBefore` (epoch milliseconds) and are still `running`: the process
   * that ran them has ended. Each instance calls this when it starts.
   */
  async failStale(startedBefore: number, finishedAt: number): Promise<void> {
    await this.manager
      .createQueryBuilder()
      .update(ReconciliationRunRow)
      .set({ status: 'failed', finishedAt })
      .where("status = 'running' AND started_at < :startedBefore", { startedBefore })
      .execute();
  }
}
