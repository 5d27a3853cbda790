import { Injectable } from '@nestjs/common';
import { newId } from '../../common/new-id.js';
import { EngineContext } from '../engine/engine-context.js';
import { Rounds } from '../outbox/rounds.js';
import { EndpointLane } from './endpoint-lane.js';
import { OutboxSweeper } from './outbox-sweeper.js';

/** Maximum number of endpoints to which this process delivers at the same time. The others wait for a later round. */
const MAX_LANES = 500;
/** Wait in milliseconds after each round. Events that are committed during the wait are sent together. */
const GAP_MS = 50;
/** Longest wait in milliseconds before `deliverUntilIdle` looks for due deliveries again. */
const PAUSE_MS = 50;
/**
 * Milliseconds that a lease must last longer than the longest possible POST, so that the result can still be stored.
 */
const MARGIN_MS = 5_000;
/** Maximum time in milliseconds that a shutdown waits for the POSTs in progress. */
const CLOSING_MS = 5_000;

/**
 * Sends webhooks to all endpoints that have due deliveries. A lease (a reservation with an end) in the row of each
 * endpoint lets only one instance deliver to it. After a crash another instance continues when the lease has expired.
 */
@Injectable()
export class WebhookDeliverer {
  /** Random id of this process. It is stored in each lease that this process takes. */
  private readonly token = newId();
  private readonly rounds = new Rounds(() => this.round());
  /** Endpoints that are being delivered to, by id. Each promise resolves when nothing is due any more. */
  private readonly lanes = new Map<string, Promise<void>>();
  /** End of each lease that this process has taken, in epoch milliseconds, by endpoint id. */
  private readonly leases = new Map<string, number>();

  constructor(
    private readonly context: EngineContext,
    private readonly lane: EndpointLane,
    private readonly sweeper: OutboxSweeper,
  ) {}

  /**
   * Starts to send the due deliveries. Only one round runs at a time; a call during a round causes one more round. If
   * the database is unavailable, it does not throw: the next call tries again.
   */
  tick(): Promise<void> {
    return this.rounds.run();
  }

  /**
   * Starts no more POSTs and waits for those in progress, for at most 5 s after the current round. Then gives back the
   * leases. Deliveries without a stored result are sent again later.
   */
  async drain(): Promise<void> {
    await this.rounds.stop();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSING_MS);
    });
    await Promise.race([Promise.allSettled(this.lanes.values()), tooLong]);
    clearTimeout(timer);
    if (this.leases.size === 0) return;
    await this.context.unitOfWork.run(({ endpoints }) => endpoints.giveBack(this.token)).catch(() => undefined);
  }

  /**
   * Sends all due deliveries and waits for the responses, for at most `limitMs` milliseconds.
   * @throws if the database is unavailable
   */
  async deliverUntilIdle(limitMs: number): Promise<void> {
    const end = this.context.clock.monotonic() + limitMs;
    while (!this.rounds.stopping && this.context.clock.monotonic() < end) {
      if ((await this.start()) === 0 && this.lanes.size === 0) return;
      await Promise.race([...this.lanes.values(), new Promise((resolve) => setTimeout(resolve, PAUSE_MS))]);
    }
  }

  private async round(): Promise<boolean> {
    await this.start();
    await new Promise((resolve) => setTimeout(resolve, GAP_MS));
    return false;
  }

  /** Starts to deliver to endpoints that have due deliveries. Returns the number of endpoints that were started. */
  private async start(): Promise<number> {
    if (!(await this.sweeper.prepare())) return 0;
    const { unitOfWork } = this.context;
    const waiting = await unitOfWork.read(({ endpoints }) => endpoints.waiting(this.token, this.now));
    const idle = waiting.filter((id) => !this.lanes.has(id)).slice(0, MAX_LANES - this.lanes.size);
    const taken = await this.take(idle);
    for (const id of taken) {
      const serving = this.lane
        .serve(id, () => this.isOurs(id))
        // The database is unavailable, which the storage has logged. A later round continues.
        .catch(() => undefined)
        .finally(() => this.lanes.delete(id));
      this.lanes.set(id, serving);
    }
    return taken.length;
  }

  /**
   * Takes the leases of these endpoints. A lease that this process already has is renewed only if it ends too soon for
   * one more POST. Returns the ids of the endpoints to which this process may deliver.
   */
  private async take(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const ours = ids.filter((id) => this.hasTime(id));
    const wanted = ids.filter((id) => !ours.includes(id));
    const now = this.now;
    const until = now + 2 * this.context.timings.webhookTimeout + 2 * MARGIN_MS;
    const taken =
      wanted.length === 0
        ? []
        : await this.context.unitOfWork.run(({ endpoints }) => endpoints.take(wanted, this.token, { now, until }));
    for (const { id } of taken) this.leases.set(id, until);
    return [...ours, ...taken.map(({ id }) => id)];
  }

  /** Returns true if this process may send one more POST to the endpoint. Renews the lease if necessary. */
  private async isOurs(id: string): Promise<boolean> {
    if (this.rounds.stopping) return false;
    return this.hasTime(id) || (await this.take([id])).length === 1;
  }

  /** Returns true if the lease of the endpoint lasts long enough for one more POST. */
  private hasTime(id: string): boolean {
    return (this.leases.get(id) ?? 0) - this.now > this.context.timings.webhookTimeout + MARGIN_MS;
  }

  private get now(): number {
    return this.context.clock.now();
  }
}
