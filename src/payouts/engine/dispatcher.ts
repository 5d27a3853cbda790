import { Injectable, Logger } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/payout-connector.js';
import { MAX_CLAIM } from '../storage/claims.repository.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { CreditCanceller } from './credit-canceller.js';
import { EngineContext } from './engine-context.js';
import { HoldProbe } from './hold-probe.js';
import { Lane } from './lane.js';
import { ProviderReader } from './provider-reader.js';
import { type Started, Submitter } from './submitter.js';
import { WorkCounter } from './work-counter.js';

interface AccountLanes {
  readonly account: ConnectorAccount;
  readonly sending: Lane;
  readonly reading: Lane;
}

export interface Dispatch {
  /** Called when a place to send from is free again. */
  readonly wake: () => void;
  readonly readOnly: boolean;
}

/** Everything that the worker can do with one payout. */
@Injectable()
export class WorkerSteps {
  constructor(
    readonly submitter: Submitter,
    readonly reader: ProviderReader,
    readonly prober: HoldProbe,
    readonly canceller: CreditCanceller,
  ) {}
}

/** Claims what is due and starts it, for each account in lanes of its own. */
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
    const { registry, timings, clock } = context;
    const { submitConcurrency, submitRate, readRate } = timings;
    this.lanes = registry.accounts.map((account) => ({
      account,
      sending: new Lane(submitConcurrency, submitRate, clock),
      reading: new Lane(readRate, readRate, clock),
    }));
  }

  /** Starts as much of what is due as the lanes hold. True when it started something or a lane was full. */
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

  /** From now on nothing new is claimed, and the guard refuses what is claimed but not sent. */
  drain(): void {
    this.draining = true;
  }

  /** Outcomes that the database does not take are given up; their leases end, and they are looked up. */
  abandon(): void {
    this.abandoned = true;
  }

  async idle(): Promise<void> {
    for (const { sending, reading } of this.lanes) {
      await sending.idle();
      await reading.idle();
    }
  }

  /** The accounts that are held: one statement for all of them; what is claimed asks again. */
  private async held(): Promise<Set<string>> {
    const states = await this.context.unitOfWork.read(({ accounts }) => accounts.all());
    return new Set(states.filter(({ hold }) => hold !== null).map(({ name }) => name));
  }

  /** A look-up may take as long as a POST: it has a place in the lane, and nobody waits for it here. */
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
    // No intent ahead of a free place: a crash cannot leave more attempts in doubt than POSTs were under way.
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

  /** One bad row must not stop the others: its lease ends, and it is tried again. */
  private async logged(payoutId: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.logger.error(`payout ${payoutId}: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
}

/** Places that one claim can fill; a lane with more of them claims again. */
function claimable(lane: Lane): number {
  return Math.min(lane.free(), MAX_CLAIM);
}
