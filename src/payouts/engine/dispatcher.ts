import { Injectable, Logger } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/payout-connector.js';
import { MAX_CLAIM } from '../storage/claims.repository.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { CreditCanceller } from './credit-canceller.js';
import { EngineContext } from './engine-context.js';
import { HoldProbe } from './hold-probe.js';
import { Lane, TokenBucket } from './lane.js';
import { ProviderReader } from './provider-reader.js';
import { type Started, Submitter } from './submitter.js';
import { WorkCounter } from './work-counter.js';

interface AccountLanes {
  readonly account: ConnectorAccount;
  readonly sending: Lane;
  readonly reading: Lane;
}

export interface Dispatch {
  /** Called when another payout can be sent. */
  readonly wake: () => void;
  readonly readOnly: boolean;
}

/** The services that work on a single payout. */
@Injectable()
export class WorkerSteps {
  constructor(
    readonly submitter: Submitter,
    readonly reader: ProviderReader,
    readonly prober: HoldProbe,
    readonly canceller: CreditCanceller,
  ) {}
}

/** Claims due payouts and starts work on them. Each account has its own limits. */
@Injectable()
export class Dispatcher {
  private readonly logger = new Logger('Worker');
  private readonly lanes: readonly AccountLanes[];
  private draining = false;
  private abandoned = false;
  private readonly sendOptions = { draining: () => this.draining, abandoned: () => this.abandoned };

  constructor(
    private readonly context: EngineContext,
    private readonly steps: WorkerSteps,
    private readonly tally: WorkCounter,
  ) {
    const { registry, timings, clock, reads } = context;
    const { submitConcurrency, submitRate, readRate } = timings;
    this.lanes = registry.accounts.map((account) => ({
      account,
      sending: new Lane(submitConcurrency, new TokenBucket(submitRate, clock)),
      reading: new Lane(readRate, reads.of(account.name)),
    }));
  }

  /** Starts as many due payouts as the limits allow. Returns true if it started any or reached a limit. */
  async dispatch({ wake, readOnly }: Dispatch): Promise<boolean> {
    let busy = false;
    const held = await this.held();
    for (const lanes of this.lanes) {
      const isHeld = held.has(lanes.account.name);
      if (!readOnly) busy = (await (isHeld ? this.probe(lanes, wake) : this.send(lanes, wake))) || busy;
      busy = (await this.read(lanes, { readOnly, isHeld })) || busy;
    }
    return busy;
  }

  /** Stops claiming. Payouts that are claimed but not sent yet are not sent any more. */
  drain(): void {
    this.draining = true;
  }

  /**
   * Stops trying to store outcomes that the database does not accept. Their leases end, and the payouts are looked up
   * later.
   */
  abandon(): void {
    this.abandoned = true;
  }

  async idle(): Promise<void> {
    for (const { sending, reading } of this.lanes) {
      await sending.idle();
      await reading.idle();
    }
  }

  /** Returns the names of the held accounts, with one query for all. Claiming checks the hold again. */
  private async held(): Promise<Set<string>> {
    const states = await this.context.unitOfWork.read(({ accounts }) => accounts.all());
    return new Set(states.filter(({ hold }) => hold !== null).map(({ name }) => name));
  }

  /**
   * Starts a probe of a held account. It may take as long as a POST, so it counts against the limit and is not awaited
   * here.
   */
  private async probe({ account, sending }: AccountLanes, wake: () => void): Promise<boolean> {
    if (sending.free() < 1 || this.draining) return false;
    const candidate = await this.steps.prober.reserve(account);
    if (candidate) sending.run(this.logged(candidate.id, this.probeWith(account, candidate)), wake);
    return candidate !== null;
  }

  private async probeWith(account: ConnectorAccount, candidate: StoredPayout): Promise<void> {
    const started = await this.steps.prober.probe(account, candidate);
    if (started) await this.steps.submitter.send(started, this.sendOptions);
  }

  private async send({ account, sending }: AccountLanes, wake: () => void): Promise<boolean> {
    // Claims only as many as can be sent at once. So a crash leaves no more attempts in doubt than POSTs in progress.
    let any = false;
    for (let free = claimable(sending); free > 0 && !this.draining; free = claimable(sending)) {
      const started = await this.steps.submitter.start(account, free);
      for (const one of started) this.submit(one, sending, wake);
      any ||= started.length > 0;
      if (started.length < free) return any;
    }
    return true;
  }

  private submit(started: Started, lane: Lane, wake: () => void): void {
    lane.run(this.logged(started.payout.id, this.steps.submitter.send(started, this.sendOptions)), wake);
  }

  private async read(
    { account, reading }: AccountLanes,
    { readOnly, isHeld }: { readOnly: boolean; isHeld: boolean },
  ): Promise<boolean> {
    let any = false;
    for (let free = claimable(reading); free > 0 && !this.draining; free = claimable(reading)) {
      const payouts = await this.steps.reader.claim(account, free, isHeld);
      for (const payout of payouts) {
        reading.run(this.logged(payout.id, this.readOne(payout, readOnly)), () => undefined);
      }
      any ||= payouts.length > 0;
      if (payouts.length < free) return any;
    }
    return true;
  }

  private async readOne(payout: StoredPayout, readOnly: boolean): Promise<void> {
    const answer = await this.steps.reader.readClaimed(payout);
    this.tally.add(answer === null ? 'errors' : 'read');
    const cancelable = answer !== null && answer !== 'absent' && answer.fact === 'paid';
    if (!cancelable || payout.cancellation?.status !== 'requested' || this.draining || readOnly) return;
    await this.steps.canceller.cancel(payout, this.sendOptions.abandoned);
  }

  /** Logs the error of one payout, so that it does not stop the others. Its lease ends and it is tried again. */
  private async logged(payoutId: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.logger.error(`payout ${payoutId}: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
}

/** Returns how many payouts one claim may take. A lane with more room claims again. */
function claimable(lane: Lane): number {
  return Math.min(lane.free(), MAX_CLAIM);
}
