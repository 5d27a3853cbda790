import type { CreditCanceller } from '../../src/payouts/engine/credit-canceller.js';
import type { HoldProbe } from '../../src/payouts/engine/hold-probe.js';
import type { ProviderReader } from '../../src/payouts/engine/provider-reader.js';
import type { Started, Submitter } from '../../src/payouts/engine/submitter.js';
import type { StoredPayout } from '../../src/payouts/storage/payout-rows.js';
import type { Adversary } from './adversary.js';

const RUNNING = { draining: () => false, abandoned: () => false };

export interface Steps {
  readonly submitter: Submitter;
  readonly reader: ProviderReader;
  readonly prober: HoldProbe;
  readonly canceller: CreditCanceller;
}

interface UnderWay {
  readonly deliver: () => void;
  readonly done: Promise<void>;
}

/** One instance of the worker, a step at a time. What it has in its memory dies with it. */
export class WorkerProcess {
  private started: Started[] = [];
  private claimed: StoredPayout[] = [];
  private underWay: UnderWay[] = [];

  constructor(
    private readonly provider: Adversary,
    private readonly steps: Steps,
  ) {}

  /** What it holds in its memory, for the model. */
  get memory(): { readonly started: number; readonly claimed: number; readonly underWay: number } {
    return { started: this.started.length, claimed: this.claimed.length, underWay: this.underWay.length };
  }

  /** Claim and intent. */
  async start(limit: number): Promise<readonly Started[]> {
    const started = await this.steps.submitter.start(this.provider.account, limit);
    this.started.push(...started);
    return started;
  }

  /** The probe of a held account, when one is due. */
  async probe(): Promise<void> {
    const candidate = await this.steps.prober.reserve(this.provider.account);
    if (!candidate) return;
    const started = await this.steps.prober.probe(this.provider.account, candidate);
    if (started) this.started.push(started);
  }

  /** Guard, POST and record of the oldest intent. */
  async send(): Promise<void> {
    const started = this.started.shift();
    if (started) await this.steps.submitter.send(started, RUNNING);
  }

  async claimReads(limit: number): Promise<void> {
    this.claimed.push(...(await this.steps.reader.claim(this.provider.account, limit)));
  }

  /** Look-up of the oldest claim, and the cancel POST that may follow, as the dispatcher does it. */
  async readOne(): Promise<void> {
    const payout = this.claimed.shift();
    if (!payout) return;
    const answer = await this.steps.reader.readClaimed(payout);
    const cancelable = answer !== null && answer !== 'absent' && answer.fact === 'paid';
    if (cancelable && payout.cancellation?.status === 'requested') {
      await this.steps.canceller.cancel(payout, RUNNING.abandoned);
    }
  }

  /** Does a step up to the moment when the provider's answer is on its way. */
  async leaveUnderWay(step: () => Promise<void>): Promise<void> {
    let reached = (): void => undefined;
    let deliver = (): void => undefined;
    const answering = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const delivered = new Promise<void>((resolve) => {
      deliver = resolve;
    });
    this.provider.gate = async (point) => {
      if (point === 'request') return;
      this.provider.gate = async () => undefined;
      reached();
      await delivered;
    };
    const done = step();
    const first = await Promise.race([answering.then(() => 'answering'), done.then(() => 'done')]);
    this.provider.gate = async () => undefined;
    if (first === 'answering') this.underWay.push({ deliver, done });
  }

  /** The oldest answer on its way arrives, however late. */
  async deliver(): Promise<void> {
    const call = this.underWay.shift();
    call?.deliver();
    await call?.done;
  }

  /** Nobody hears the answers that are on their way. */
  crash(): void {
    this.started = [];
    this.claimed = [];
    this.underWay = [];
  }
}
