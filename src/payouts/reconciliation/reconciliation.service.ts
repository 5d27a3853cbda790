import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { newId } from '../../common/new-id.js';
import { parseRfc3339 } from '../dto/rfc3339.js';
import { validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { difference, WorkCounter } from '../engine/work-counter.js';
import { Worker } from '../engine/worker.js';
import { PayoutError } from '../payouts.errors.js';
import type { ReconciliationRun, RunCounts } from '../storage/reconciliation-runs.repository.js';
import { type RunDto, StartRunDto } from './dto/reconciliation.dto.js';
import { toRunDto } from './reconciliation-queries.js';
import { StatementComparison } from './statement-comparison.js';

const DAY_MS = 86_400_000;
/**
 * Milliseconds after which a `due` run starts no more work, 10 minutes. It ends when its calls in progress have ended.
 */
const DUE_LIMIT_MS = 600_000;
/**
 * Age in milliseconds, 2 hours. When a process starts, it marks older runs without an end as failed, because the
 * process that executed them has probably ended.
 */
const STALE_MS = 2 * 3_600_000;

/** Maximum number of runs for which this process keeps `Remarks` in memory. Those of the oldest runs are dropped. */
const MAX_REMARKS = 1_000;

const NO_COUNTS: RunCounts = { submitted: 0, read: 0, settled: 0, review: 0, errors: 0, discrepancies: 0 };

/** Details of a run that are not stored in the database. */
export interface Remarks {
  /** Number of transactions in the list of the provider that are no payouts, such as received money. */
  readonly movements: number;
  /** Message of the error that ended the run. Null if the run did not fail, or is still running. */
  readonly reason: string | null;
}

interface Work {
  readonly worker: Worker;
  readonly tally: WorkCounter;
}

/** Executes reconciliation runs in the background and stores their results. `ReconciliationQueries` reads them. */
@Injectable()
export class ReconciliationService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Reconciliation');
  private readonly running = new Set<Promise<void>>();
  /** Number of `due` runs in progress. After the last one the worker lock is released. */
  private dueRuns = 0;
  private readonly remarks = new Map<string, Remarks>();
  private readonly work: Work;

  constructor(
    private readonly context: EngineContext,
    private readonly comparison: StatementComparison,
    worker: Worker,
    tally: WorkCounter,
  ) {
    this.work = { worker, tally };
  }

  async onApplicationBootstrap(): Promise<void> {
    const now = this.context.clock.now();
    await this.context.unitOfWork.run(({ runs }) => runs.failStale(now - STALE_MS, now));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.race([Promise.all(this.running), new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
  }

  /**
   * Starts a run and returns it at once, with the status `running`. The run continues in the background; read it by its
   * id to see its end. Without a period, a `statement` run compares the last 24 hours.
   * @throws PayoutError `validation_failed` if the account or the period cannot be reconciled
   */
  async start(order: StartRunDto): Promise<RunDto> {
    const request = validated(StartRunDto, order);
    const startedAt = this.context.clock.now();
    const accounts = this.accountsFor(request);
    const window = request.kind === 'statement' ? windowOf(request, startedAt) : { since: null, until: null };
    const run: ReconciliationRun = {
      id: newId(),
      kind: request.kind,
      account: request.account ?? null,
      status: 'running',
      counts: NO_COUNTS,
      ...window,
      readOnly: request.readOnly ? 1 : 0,
      startedAt,
      finishedAt: null,
    };
    await this.context.unitOfWork.run(({ runs }) => runs.insert(run));
    const work = this.execute(run, accounts).finally(() => this.running.delete(work));
    this.running.add(work);
    return toRunDto(run);
  }

  /**
   * Returns those details of a run that are not stored in the database. Only the process that executed the run has
   * them, for its last 1,000 runs; other processes return 0 movements and no reason.
   */
  remarksOn(runId: string): Remarks {
    return this.remarks.get(runId) ?? { movements: 0, reason: null };
  }

  /** Waits until all runs that this process has started have ended. It does not throw if one of them failed. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  /**
   * Returns the accounts that a run works on: the one that the request names, or all. A `statement` run leaves out
   * accounts whose provider has no list of transactions.
   * @throws PayoutError `validation_failed` if no account is left
   */
  private accountsFor({ kind, account }: StartRunDto): readonly ConnectorAccount[] {
    const { registry } = this.context;
    const named = registry.accounts.filter(({ name }) => !account || name === account);
    if (named.length === 0) throw invalid('account', `no account is named ${account}`);
    if (kind === 'due') return named;
    const listed = named.filter(({ name }) => registry.find(name)?.connector.statement !== undefined);
    if (listed.length === 0) throw invalid('account', 'its provider has no list of transactions');
    return listed;
  }

  private async execute(run: ReconciliationRun, accounts: readonly ConnectorAccount[]): Promise<void> {
    const before = this.work.tally.current;
    let status: 'done' | 'failed' = 'done';
    let discrepancies = 0;
    try {
      if (run.kind === 'due') await this.workOff(run);
      else discrepancies = await this.compare(run, accounts);
    } catch (error) {
      status = 'failed';
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.remark(run.id, { reason });
      this.logger.error(`run ${run.id} failed: ${reason}`);
    }
    const counts = { ...difference(this.work.tally.current, before), discrepancies };
    const finishedAt = this.context.clock.now();
    await this.context.unitOfWork
      .run(({ runs }) => runs.finish(run.id, { status, counts, finishedAt }))
      .catch(() => this.logger.error(`the end of run ${run.id} could not be written`));
  }

  /**
   * Does all work that is due, or only that of one account if the run names one. It also sends payouts, unless the run
   * is `readOnly`.
   */
  private async workOff({ readOnly, account }: ReconciliationRun): Promise<void> {
    this.dueRuns += 1;
    try {
      await this.work.worker.workUntilIdle({ readOnly: readOnly === 1, limitMs: DUE_LIMIT_MS, account });
    } finally {
      this.dueRuns -= 1;
      if (this.dueRuns === 0) this.work.worker.rest();
    }
  }

  /**
   * Compares the provider's list of each account with our payouts. Stores the discrepancies and returns their number.
   */
  private async compare(run: ReconciliationRun, accounts: readonly ConnectorAccount[]): Promise<number> {
    const window = { since: run.since ?? 0, until: run.until ?? 0 };
    let count = 0;
    for (const account of accounts) {
      for await (const { found, movements } of this.comparison.compare(account, window)) {
        const ofRun = found.map((one) => ({ ...one, runId: run.id }));
        if (found.length > 0) await this.context.unitOfWork.run(({ discrepancies }) => discrepancies.insert(ofRun));
        count += found.length;
        this.remark(run.id, { movements: this.remarksOn(run.id).movements + movements });
      }
    }
    return count;
  }

  private remark(runId: string, more: Partial<Remarks>): void {
    this.remarks.set(runId, { ...this.remarksOn(runId), ...more });
    // A map keeps the order of insertion, so the first key is the oldest run.
    if (this.remarks.size > MAX_REMARKS) this.remarks.delete(this.remarks.keys().next().value ?? runId);
  }
}

/** Returns the period of a `statement` run in epoch milliseconds. By default it is the 24 hours before now. */
function windowOf({ since, until }: StartRunDto, now: number): { since: number; until: number } {
  const to = (until ? parseRfc3339(until) : null) ?? now;
  const from = (since ? parseRfc3339(since) : null) ?? to - DAY_MS;
  if (from >= to) throw invalid('since', 'must be before until');
  return { since: from, until: to };
}

function invalid(field: string, message: string): PayoutError {
  return new PayoutError('validation_failed', 'This cannot be reconciled.', { errors: [{ field, message }] });
}
