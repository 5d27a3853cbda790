import { Injectable, Logger } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { MAX_CLAIM } from '../storage/claims.repository.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { CreditCanceller } from './credit-canceller.js';
import { EngineContext } from './engine-context.js';
import { HoldProbe } from './hold-probe.js';
import { ProviderReader } from './provider-reader.js';
import { type Started, Submitter } from './submitter.js';
import { WorkCounter } from './work-counter.js';
import { Lane, TokenBucket } from './work-limiter.js';

interface AccountLanes {
  readonly account: ConnectorAccount;
  readonly sending: Lane;
  readonly reading: Lane;
}

export interface Dispatch {
  /** Called when a POST or a probe has ended, so that another payout can be started. */
  readonly wake: () => void;
  /** True if payouts are only read and nothing is sent. */
  readonly readOnly: boolean;
  /** Name of the only account to work on. All accounts are worked on if it is null or missing. */
  readonly account?: string | null | undefined;
}

/** The services that send, read, probe and cancel payouts. The dispatcher decides when each of them is called. */
@Injectable()
export class WorkerSteps {
  constructor(
    readonly submitter: Submitter,
    readonly reader: ProviderReader,
    readonly prober: HoldProbe,
    readonly canceller: CreditCanceller,
  ) {}
}

/** Claims due payouts and starts their work. Each account has its own limits for sending and for reading. */
@Injectable()
export class Dispatcher {
  private readonly logger = new Logger('Worker');
  private readonly lanes: readonly AccountLanes[];
  /**
   * The pass (one call of `dispatch`) in progress, or the last one. The worker and a reconciliation run may both ask for
   * passes. One after the other, each sees which places the earlier one took.
   */
  private pass: Promise<unknown> = Promise.resolve();
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

  /**
   * Starts as many due payouts as the limits allow, and does not wait for them. Returns true if it started any, or if a
   * limit was reached and more may be due.
   * @throws if the database is unavailable
   */
  dispatch(work: Dispatch): Promise<boolean> {
    const pass = this.pass.then(() => this.work(work));
    this.pass = pass.catch(() => undefined);
    return pass;
  }

  private async work({ wake, readOnly, account }: Dispatch): Promise<boolean> {
    let busy = false;
    const held = await this.held();
    const wanted = this.lanes.filter(({ account: { name } }) => !account || name === account);
    for (const lanes of wanted) {
      const isHeld = held.has(lanes.account.name);
      if (!readOnly) busy = (await (isHeld ? this.probe(lanes, wake) : this.send(lanes, wake))) || busy;
      busy = (await this.read(lanes, { readOnly, isHeld })) || busy;
    }
    return busy;
  }

  /**
   * Stops claiming payouts at the start of a shutdown. Payouts that are claimed but not sent yet are not sent; their
   * attempts end as proven not executed.
   */
  drain(): void {
    this.draining = true;
  }

  /**
   * Stops trying to store outcomes in a database that is not available. The leases of these payouts (the time for which
   * this process owns them) run out, and the payouts are looked up at the provider later.
   */
  abandon(): void {
    this.abandoned = true;
  }

  /** Waits until all POSTs and reads that were started have ended. */
  async idle(): Promise<void> {
    for (const { sending, reading } of this.lanes) {
      await sending.idle();
      await reading.idle();
    }
  }

  /**
   * Returns the names of all held accounts, from which nothing is sent. It is one query for all accounts. Each claim
   * checks again whether its account is held.
   */
  private async held(): Promise<Set<string>> {
    const states = await this.context.unitOfWork.read(({ accounts }) => accounts.all());
    return new Set(states.filter(({ hold }) => hold !== null).map(({ name }) => name));
  }

  /**
   * Starts a probe (one POST that tests a held account). It can take as long as a POST, so it counts against the limit
   * for sending and is not awaited here. Returns true if it was started.
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
    // Claims only as many payouts as can be sent at once. After a crash, few attempts then have an unknown outcome.
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

  /** Reads one payout. If it is paid and its cancellation was requested, sends the cancel POST. */
  private async readOne(payout: StoredPayout, readOnly: boolean): Promise<void> {
    const answer = await this.steps.reader.readClaimed(payout);
    this.tally.add(answer === null ? 'errors' : 'read');
    const cancelable = answer !== null && answer !== 'absent' && answer.fact === 'paid';
    if (!cancelable || payout.cancellation?.status !== 'requested' || this.draining || readOnly) return;
    await this.steps.canceller.cancel(payout, this.sendOptions.abandoned);
  }

  /**
   * Waits for the work on one payout. Logs an error of the work instead of throwing it, so that other payouts go on.
   * The lease (time for which this process owns the payout) then runs out, and the payout is handled again.
   */
  private async logged(payoutId: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.logger.error(`payout ${payoutId}: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
}

/** Returns the number of payouts that one claim may take. If the limits allow more, another claim follows. */
function claimable(lane: Lane): number {
  return Math.min(lane.free(), MAX_CLAIM);
}
