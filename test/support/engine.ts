import type { ConnectorAccount } from '../../src/common/connector-account.js';
import type { Instruction, Observation, PayoutConnector, SubmitOutcome } from '../../src/common/payout-connector.js';
import type { RecipientCheck } from '../../src/common/provider-reads.js';
import { type Hold, OPEN_ACCOUNT } from '../../src/payouts/domain/account-hold.js';
import type { Attempt } from '../../src/payouts/domain/attempts.js';
import { ConnectorRegistry } from '../../src/payouts/engine/connector-registry.js';
import { CreditCanceller } from '../../src/payouts/engine/credit-canceller.js';
import { DeadlineSweeper } from '../../src/payouts/engine/deadline-sweeper.js';
import { Dispatcher, WorkerSteps } from '../../src/payouts/engine/dispatcher.js';
import { EngineContext } from '../../src/payouts/engine/engine-context.js';
import { FirstLookup } from '../../src/payouts/engine/first-lookup.js';
import { HoldProbe } from '../../src/payouts/engine/hold-probe.js';
import { ProviderReader } from '../../src/payouts/engine/provider-reader.js';
import { Submitter } from '../../src/payouts/engine/submitter.js';
import { WorkCounter } from '../../src/payouts/engine/work-counter.js';
import { Worker } from '../../src/payouts/engine/worker.js';
import { DEFAULT_TIMINGS, type LookupBeforeFirstSend, type PayoutsTimings } from '../../src/payouts/payouts.options.js';
import { StorageClock } from '../../src/payouts/storage/database/storage-clock.js';
import { WorkerLock } from '../../src/payouts/storage/database/worker-lock.js';
import { AccountStateRow } from '../../src/payouts/storage/entities/account-state.entity.js';
import { ClockCorrectionRow } from '../../src/payouts/storage/entities/clock-correction.entity.js';
import { PayoutRow } from '../../src/payouts/storage/entities/payout.entity.js';
import type { StoredPayout } from '../../src/payouts/storage/payout-rows.js';
import { BY_REFERENCE, NOON, OUTCOMES } from './factories.js';
import type { Storage } from './storage.js';

/** The account of the payouts that `accept` makes. */
export const ACCOUNT: ConnectorAccount = {
  name: 'jumia-ci',
  provider: 'jumia-credits',
  scope: 'scope',
  country: null,
  currencies: [{ code: 'XOF', scale: 2 }],
  recipientKind: 'email',
  limits: { min: null, max: null },
  safety: { ...BY_REFERENCE, callbackAuth: 'none' },
  requireApproval: false,
  requireVerifiedRecipient: false,
  resendAfterAbsence: false,
};

/** A provider that answers what the test says, and remembers what it was asked. */
export class ScriptedConnector implements PayoutConnector {
  readonly provider: string;
  readonly accounts: readonly ConnectorAccount[];
  readonly posts: Instruction[] = [];
  readonly lookups: Instruction[] = [];
  readonly cancels: Instruction[] = [];
  readonly callbacks = { authenticate: () => ({ kind: 'refused' as const }) };
  onSubmit: (instruction: Instruction) => Promise<SubmitOutcome> = async () => OUTCOMES.accepted;
  onLookup: () => Promise<Observation | 'absent'> = async () => 'absent';
  onCancel: () => Promise<SubmitOutcome> = async () => OUTCOMES.unknown;
  onCheck: () => Promise<RecipientCheck> = async () => ({ kycStatus: 'complete', payable: true });

  constructor(...accounts: readonly ConnectorAccount[]) {
    this.accounts = accounts;
    this.provider = accounts[0]?.provider ?? '';
  }

  check(): [] {
    return [];
  }

  submit(instruction: Instruction): Promise<SubmitOutcome> {
    this.posts.push(instruction);
    return this.onSubmit(instruction);
  }

  lookup(instruction: Instruction): Promise<Observation | 'absent'> {
    this.lookups.push(instruction);
    return this.onLookup();
  }

  cancel(instruction: Instruction): Promise<SubmitOutcome> {
    this.cancels.push(instruction);
    return this.onCancel();
  }

  checkRecipient(): Promise<RecipientCheck> {
    return this.onCheck();
  }
}

const NO_WEBHOOKS = { encryptionKeys: [], allowedHosts: [] };

/** Takes every payout, every hold and every correction of the clock out again. */
export async function clear({ dataSource }: Pick<Storage, 'dataSource'>): Promise<void> {
  for (const row of [PayoutRow, AccountStateRow, ClockCorrectionRow])
    await dataSource.getRepository<object>(row).clear();
}

/** One instance of the worker at a time that the test moves. */
export class Engine {
  /** Of both clocks. */
  time = NOON;
  /** By how much the wall clock was set back. */
  setBack = 0;
  readonly context: EngineContext;
  readonly submitter: Submitter;
  readonly reader: ProviderReader;
  readonly prober: HoldProbe;
  readonly canceller: CreditCanceller;
  readonly dispatcher: Dispatcher;
  readonly worker: Worker;

  constructor(
    private readonly storage: Storage,
    connector: PayoutConnector,
    timings: Partial<PayoutsTimings> = {},
    lookupBeforeFirstSend: LookupBeforeFirstSend = 'off',
  ) {
    const clock = new StorageClock(storage.dataSource, {
      now: () => this.time - this.setBack,
      monotonic: () => this.time,
    });
    const settings = {
      timings: { ...DEFAULT_TIMINGS, ...timings },
      worker: true,
      lookupBeforeFirstSend,
      callbacks: null,
      webhooks: NO_WEBHOOKS,
    };
    this.context = new EngineContext(storage.unitOfWork, new ConnectorRegistry([connector]), clock, settings);
    this.reader = new ProviderReader(this.context);
    this.submitter = new Submitter(this.context, new FirstLookup(this.context, this.reader));
    this.prober = new HoldProbe(this.context, this.reader, this.submitter);
    this.canceller = new CreditCanceller(this.context);
    const steps = new WorkerSteps(this.submitter, this.reader, this.prober, this.canceller);
    this.dispatcher = new Dispatcher(this.context, steps, new WorkCounter());
    const lock = new WorkerLock(storage.dataSource);
    this.worker = new Worker(this.context, this.dispatcher, new DeadlineSweeper(this.context), lock);
  }

  payout(id: string): Promise<StoredPayout> {
    return this.storage.unitOfWork.read(({ payouts }) => payouts.require(id));
  }

  attempts(payoutId: string): Promise<Attempt[]> {
    return this.storage.unitOfWork.read(({ attempts }) => attempts.of(payoutId));
  }

  async events(id: string): Promise<string[]> {
    return (await this.storage.unitOfWork.read(({ payouts }) => payouts.events(id))).map(({ type }) => type);
  }

  async hold(): Promise<Hold | null> {
    return (await this.storage.unitOfWork.read(({ accounts }) => accounts.get(ACCOUNT.name))).hold;
  }

  async setHold(hold: Hold): Promise<void> {
    await this.storage.unitOfWork.run(async ({ accounts }) => {
      await accounts.set(await accounts.get(ACCOUNT.name), { ...OPEN_ACCOUNT, hold });
    });
  }
}
