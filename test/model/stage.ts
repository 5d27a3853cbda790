import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { AccountSafety } from '../../src/common/connector-account.js';
import { Acceptance } from '../../src/payouts/acceptance/acceptance.js';
import { AccountsService } from '../../src/payouts/accounts/accounts.service.js';
import { PayoutCallbacks } from '../../src/payouts/callbacks/payout-callbacks.js';
import { CancellationService } from '../../src/payouts/cancellation/cancellation.service.js';
import type { ResolutionAction } from '../../src/payouts/domain/payout.js';
import type { CreatePayoutDto } from '../../src/payouts/dto/create-payout.dto.js';
import { ConnectorRegistry } from '../../src/payouts/engine/connector-registry.js';
import { CreditCanceller } from '../../src/payouts/engine/credit-canceller.js';
import { DeadlineSweeper } from '../../src/payouts/engine/deadline-sweeper.js';
import { EngineContext } from '../../src/payouts/engine/engine-context.js';
import { FirstLookup } from '../../src/payouts/engine/first-lookup.js';
import { HoldProbe } from '../../src/payouts/engine/hold-probe.js';
import { ProviderReader } from '../../src/payouts/engine/provider-reader.js';
import { Submitter } from '../../src/payouts/engine/submitter.js';
import { ExplanationService } from '../../src/payouts/explanation/explanation.service.js';
import { PayoutQueries } from '../../src/payouts/payout-queries.js';
import { DEFAULT_TIMINGS } from '../../src/payouts/payouts.options.js';
import { ProviderReads } from '../../src/payouts/refresh/refresh-reads.js';
import { ReviewService } from '../../src/payouts/review/review.service.js';
import { CommitUnknownError } from '../../src/payouts/storage/database/storage.errors.js';
import { StorageClock } from '../../src/payouts/storage/database/storage-clock.js';
import type { Transaction } from '../../src/payouts/storage/transaction.js';
import { UnitOfWork } from '../../src/payouts/storage/unit-of-work.js';
import type { Storage } from '../support/storage.js';
import { Adversary } from './adversary.js';
import { ManualClock } from './manual-clock.js';
import { brokenBy, mayBeResent } from './post-rules.js';
import { WorkerProcess } from './worker-process.js';

const MANY = 10;
const OPERATOR = { consumer: 'ops', scopes: ['operations' as const] };

export const TIMINGS = DEFAULT_TIMINGS;

// Every run of the model has accounts whose reads fail: nobody reads those lines.
Logger.overrideLogger(false);

/** Whether the COMMIT of a unit is known, or its answer is lost with or without its having happened. */
export const COMMITS = ['known', 'lost_done', 'lost_undone'] as const;
type Commit = (typeof COMMITS)[number];

/** Units that a test may delay, before they begin and between what they read and what they decide; a COMMIT may be lost. */
class GatedUnitOfWork extends UnitOfWork {
  gate: () => Promise<void> = async () => undefined;
  commit: Commit = 'known';

  override async run<T>(unit: (transaction: Transaction) => Promise<T>): Promise<T> {
    await this.gate();
    const { commit } = this;
    this.commit = 'known';
    if (commit === 'lost_undone') throw new CommitUnknownError(new Error('the connection was cut'));
    const result = await super.run((transaction) => {
      const { payouts } = transaction;
      const require = payouts.require.bind(payouts);
      payouts.require = async (id) => {
        const payout = await require(id);
        await this.gate();
        return payout;
      };
      return unit(transaction);
    });
    if (commit === 'lost_done') throw new CommitUnknownError(new Error('the connection was cut'));
    return result;
  }
}

const TABLES = ['cauri_payout', 'cauri_payout_event', 'cauri_attempt', 'cauri_callback', 'cauri_account_state'];

async function empty(dataSource: DataSource): Promise<void> {
  for (const table of TABLES) await dataSource.query(`DELETE FROM ${table}`);
}

/** The real engine on a real database, between a clock that stands still and a provider that does its worst. */
export class Stage {
  readonly clock = new ManualClock();
  readonly provider: Adversary;
  /** The engine's own; what a test looks at goes past it. */
  readonly units: GatedUnitOfWork;
  readonly sweeper: DeadlineSweeper;
  readonly callbacks: PayoutCallbacks;
  readonly accounts: AccountsService;
  readonly acceptance: Acceptance;
  readonly cancellations: CancellationService;
  readonly reads: ProviderReads;
  readonly reviews: ReviewService;
  readonly workers: readonly [WorkerProcess, WorkerProcess];
  /** When an operator had a payout sent again. */
  readonly resent = new Map<string, number>();
  /** Canceled on a consumer's word. */
  readonly canceled = new Set<string>();
  private readonly requests = new Map<number, CreatePayoutDto>();
  /** What no state of the books shows: POSTs that should not have left. */
  readonly broken: string[] = [];

  private constructor(
    readonly books: UnitOfWork,
    private readonly dataSource: DataSource,
    readonly dedupe: AccountSafety['dedupe'],
  ) {
    const { clock } = this;
    this.provider = new Adversary(clock, dedupe);
    this.units = new GatedUnitOfWork(dataSource);
    const registry = new ConnectorRegistry([this.provider]);
    const settings = {
      timings: TIMINGS,
      worker: true,
      lookupBeforeFirstSend: 'off' as const,
      callbacks: null,
      webhooks: { encryptionKeys: [], allowedHosts: [] },
    };
    const storageClock = new StorageClock(dataSource, clock);
    const context = new EngineContext(this.units, registry, storageClock, settings);
    const reader = new ProviderReader(context);
    const submitter = new Submitter(context, new FirstLookup(context, reader));
    const steps = {
      submitter,
      reader,
      prober: new HoldProbe(context, reader, submitter),
      canceller: new CreditCanceller(context),
    };
    this.sweeper = new DeadlineSweeper(context);
    this.callbacks = new PayoutCallbacks(context, { connectors: [this.provider], api: false, worker: true });
    this.accounts = new AccountsService(context);
    this.acceptance = new Acceptance(this.units, registry, storageClock);
    this.reads = new ProviderReads(context, reader);
    this.cancellations = new CancellationService(context, this.reads);
    this.reviews = new ReviewService(context, new PayoutQueries(context, new ExplanationService(context)), this.reads);
    this.workers = [new WorkerProcess(this.provider, steps), new WorkerProcess(this.provider, steps)];
    this.provider.onPost = async (post) => {
      const attempts = await this.books.read((transaction) => transaction.attempts.of(post.payoutId));
      const { canceled, resent } = this;
      const { ledger } = this.provider;
      this.broken.push(...brokenBy(post, { ledger, dedupe, attempts, canceled, resent }));
      // At once, so that another one that arrives meanwhile is compared with this one.
      ledger.posts.push(post);
    };
  }

  static async begin({ dataSource, unitOfWork }: Storage, dedupe: AccountSafety['dedupe']): Promise<Stage> {
    await empty(dataSource);
    return new Stage(unitOfWork, dataSource, dedupe);
  }

  /** How long until something is due next; without anything, until the next pass. */
  async untilDue(): Promise<number> {
    const { hold } = await this.books.read(({ accounts }) => accounts.get(this.provider.account.name));
    const rows: object[] = await this.dataSource.query(
      'SELECT next_at, resend_at, lease_until, expires_at FROM cauri_payout',
    );
    const times = [...rows.flatMap((row) => Object.values(row)).map(Number), hold?.until ?? 0];
    const waits = times.map((time) => time - this.clock.now()).filter((wait) => wait > 0);
    return waits.length === 0 ? TIMINGS.workerInterval : Math.min(...waits);
  }

  /** The same request under the same key is the same payout, whenever it comes. */
  async accept(key: number, expiresAfterMs: number | null = null): Promise<{ id: string; replayed: boolean }> {
    const expiresAt = expiresAfterMs === null ? null : new Date(this.clock.now() + expiresAfterMs).toISOString();
    const request = this.requests.get(key) ?? {
      amount: '100.50',
      currency: 'XOF',
      recipient: { email: 'ada@example.com' },
      expiresAt,
    };
    this.requests.set(key, request);
    const { payout, replayed } = await this.acceptance.accept(request, {
      consumer: 'payroll',
      idempotencyKey: `key-${key}`,
    });
    return { id: payout.id, replayed };
  }

  /** An operator decides about a payout in review. @throws PayoutError when it may not be, or not yet */
  async resolve(payoutId: string, action: ResolutionAction): Promise<void> {
    const { version: confirm } = await this.books.read(({ payouts }) => payouts.require(payoutId));
    const { ledger } = this.provider;
    const searches = ledger.absences.length;
    await this.reviews.resolve(payoutId, { action, note: 'a test', confirm }, OPERATOR);
    if (action === 'resend' && !mayBeResent(ledger, { payoutId, searches, now: this.clock.now() })) {
      this.broken.push(`${payoutId}: an operator had it sent again too early or without a search`);
    }
    if (action === 'resend') this.resent.set(payoutId, this.clock.now());
  }

  /** The provider calls back about a payout: what it has to say by then is read after it. */
  async callBack(payoutId: string): Promise<void> {
    this.provider.ledger.calledBack(payoutId);
    await this.callbacks.receive(this.provider.provider, null, {
      headers: {},
      query: {},
      rawBody: Buffer.from(payoutId),
    });
  }
}

/** One pass of a worker that nothing disturbs. */
export async function workOnce({ workers, sweeper }: Stage, which: 0 | 1 = 0): Promise<void> {
  const worker = workers[which];
  await sweeper.sweep();
  await worker.probe();
  await worker.start(MANY);
  while (worker.memory.started > 0) await worker.send();
  await worker.claimReads(MANY);
  while (worker.memory.claimed > 0) await worker.readOne();
}
