import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { EngineContext } from '../engine/engine-context.js';
import { Rounds } from '../outbox/rounds.js';
import { OutboxSweeper } from './outbox-sweeper.js';
import { WebhookLane } from './webhook-lane.js';

/** At a time in this process. */
const MAX_LANES = 500;
/** Between two rounds: what is committed meanwhile is placed and sent together. */
const GAP_MS = 50;
const PAUSE_MS = 50;
/** After the longest POST what came of it is written down. */
const MARGIN_MS = 5_000;
const CLOSING_MS = 5_000;

/**
 * Serves the endpoints that something is due for: one instance at a time has an endpoint, by a lease in its row. Where a
 * process died its endpoints are served by another one when their leases are over.
 */
@Injectable()
export class WebhookDeliverer {
  private readonly token = uuidv7();
  private readonly rounds = new Rounds(() => this.round());
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly leases = new Map<string, number>();

  constructor(
    private readonly context: EngineContext,
    private readonly lane: WebhookLane,
    private readonly sweeper: OutboxSweeper,
  ) {}

  /** Sends what is due. Never overlaps itself: a call meanwhile adds one more round. */
  tick(): Promise<void> {
    return this.rounds.run();
  }

  /** No further POST; those under way are waited for, and are sent again by somebody when they take too long. */
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

  /** Sends what is due now, and waits for the answers, for so long at most. @throws when the database is away */
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

  /** Takes the endpoints that wait. Returns how many. */
  private async start(): Promise<number> {
    if (!(await this.sweeper.prepare())) return 0;
    const { unitOfWork } = this.context;
    const waiting = await unitOfWork.read(({ endpoints }) => endpoints.waiting(this.token, this.now));
    const idle = waiting.filter((id) => !this.lanes.has(id)).slice(0, MAX_LANES - this.lanes.size);
    const taken = await this.take(idle);
    for (const id of taken) {
      const serving = this.lane
        .serve(id, () => this.isOurs(id))
        // The database is away, which the storage says; a later round goes on.
        .catch(() => undefined)
        .finally(() => this.lanes.delete(id));
      this.lanes.set(id, serving);
    }
    return taken.length;
  }

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

  private async isOurs(id: string): Promise<boolean> {
    if (this.rounds.stopping) return false;
    return this.hasTime(id) || (await this.take([id])).length === 1;
  }

  /** Enough for one more POST. */
  private hasTime(id: string): boolean {
    return (this.leases.get(id) ?? 0) - this.now > this.context.timings.webhookTimeout + MARGIN_MS;
  }

  private get now(): number {
    return this.context.clock.now();
  }
}
