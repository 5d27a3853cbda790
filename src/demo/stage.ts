import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallbackSender } from './callback-sender.js';
import { type CauriClient, isSettled, type Payout } from './cauri-client.js';
import type { ConsoleReporter } from './console-reporter.js';
import type { DemoService } from './demo-service.js';
import { type Draft, Drafts } from './drafts.js';
import { Evidence, type Sandboxes } from './evidence.js';
import { expectStatus } from './http-call.js';

/** A payout that Cauri answered with 201. */
export interface Order {
  /** The row of the final table that counts it. */
  readonly group: string;
  readonly draft: Draft;
  readonly id: string;
}

interface StageParts {
  readonly cauri: CauriClient;
  readonly sandboxes: Sandboxes;
  readonly service: DemoService;
  readonly reporter: ConsoleReporter;
}

const ASK_EVERY_MS = 100;
const WAIT_LIMIT_MS = 45_000;
const MAX_TOLD = 300;

/** Everything that a scene uses. Whatever it orders is part of the final comparison. */
export class Stage {
  readonly cauri: CauriClient;
  readonly sandboxes: Sandboxes;
  readonly service: DemoService;
  readonly reporter: ConsoleReporter;
  /** Sends callbacks in the names of the providers. */
  readonly callbacks: CallbackSender;
  readonly drafts = new Drafts();
  readonly orders: Order[] = [];
  /** Steps that did not succeed. */
  readonly disappointments: string[] = [];

  constructor({ cauri, sandboxes, service, reporter }: StageParts) {
    this.cauri = cauri;
    this.callbacks = new CallbackSender(cauri.url);
    this.sandboxes = sandboxes;
    this.service = service;
    this.reporter = reporter;
  }

  /** Orders payouts, all at the same time. */
  async order(group: string, drafts: readonly Draft[]): Promise<Order[]> {
    const orders = drafts.map(async (draft) => {
      const reply = await this.cauri.post(draft, `demo-${randomUUID()}`);
      return this.ordered(group, draft, expectStatus(reply, 201, 'POST /v1/payouts'));
    });
    return Promise.all(orders);
  }

  /** Records a payout that was not ordered by `order`. */
  ordered(group: string, draft: Draft, answer: unknown): Order {
    const order = { group, draft, id: (answer as Payout).id };
    this.orders.push(order);
    return order;
  }

  /** Waits until each of these payouts is final or in review, and returns them. */
  async settled(orders: readonly Order[]): Promise<Payout[]> {
    return Promise.all(orders.map(({ id }) => this.until(() => this.cauri.payout(id), isSettled)));
  }

  /** Waits until no payout is open, and returns all payouts. */
  async allSettled(): Promise<Payout[]> {
    const ask = async () => {
      const payouts = await this.cauri.payouts();
      this.reporter.progress(payouts.filter(isSettled).length, payouts.length, 'payouts final');
      return payouts;
    };
    return this.until(ask, (payouts) => payouts.every(isSettled));
  }

  evidence(): Promise<Evidence> {
    return Evidence.gather(this.sandboxes);
  }

  /** Repeats a request until its answer is the wanted one. */
  async until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
    const limit = Date.now() + WAIT_LIMIT_MS;
    for (;;) {
      const answer = await ask();
      if (wanted(answer)) return answer;
      if (Date.now() > limit) {
        const last = JSON.stringify(answer)?.slice(0, MAX_TOLD);
        throw new Error(`not as expected after ${WAIT_LIMIT_MS / 1_000} s: ${last}`);
      }
      await sleep(ASK_EVERY_MS);
    }
  }

  /** Prints a step and its result. The demo fails if it does not hold. */
  check(holds: boolean, step: string): void {
    this.reporter.step(holds, step);
    if (!holds) this.disappointments.push(step);
  }
}
