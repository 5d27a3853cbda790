import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallbackSender } from './callback-sender.js';
import { type CauriClient, isSettled, type PayoutView } from './cauri-client.js';
import type { ConsoleReporter } from './console-reporter.js';
import type { DemoService } from './demo-service.js';
import { type Draft, Drafts } from './drafts.js';
import { Evidence, type Sandboxes } from './evidence.js';
import { expectStatus } from './http-call.js';

/** A payout request that Cauri answered with 201. */
export interface Order {
  /** Row of the final table in which the payout is counted. */
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

/**
 * Everything that a scene uses: Cauri, the sandboxes and the reporter. All payouts that it requests are compared at the
 * end.
 */
export class Stage {
  readonly cauri: CauriClient;
  readonly sandboxes: Sandboxes;
  readonly service: DemoService;
  readonly reporter: ConsoleReporter;
  /** Sends callbacks in the name of the providers. */
  readonly callbacks: CallbackSender;
  readonly drafts = new Drafts();
  readonly orders: Order[] = [];
  /** Texts of the steps that failed. */
  readonly disappointments: string[] = [];

  constructor({ cauri, sandboxes, service, reporter }: StageParts) {
    this.cauri = cauri;
    this.callbacks = new CallbackSender(cauri.url);
    this.sandboxes = sandboxes;
    this.service = service;
    this.reporter = reporter;
  }

  /** Requests payouts, all at the same time, and returns those that Cauri accepted. */
  async order(group: string, drafts: readonly Draft[]): Promise<Order[]> {
    const orders = drafts.map(async (draft) => {
      const reply = await this.cauri.post(draft, `demo-${randomUUID()}`);
      return this.ordered(group, draft, expectStatus(reply, 201, 'POST /v1/payouts'));
    });
    return Promise.all(orders);
  }

  /** Adds a payout that a scene requested by itself to the final comparison. */
  ordered(group: string, draft: Draft, answer: unknown): Order {
    const order = { group, draft, id: (answer as PayoutView).id };
    this.orders.push(order);
    return order;
  }

  /** Waits until each of these payouts is final or in review, and returns them. */
  async settled(orders: readonly Order[]): Promise<PayoutView[]> {
    return Promise.all(orders.map(({ id }) => this.until(() => this.cauri.payout(id), isSettled)));
  }

  /** Waits until all payouts are final or in review, and returns them. */
  async allSettled(): Promise<PayoutView[]> {
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

  /**
   * Repeats a request until its response is the wanted one.
   * @throws after a time limit
   */
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

  /** Prints a step with its result. If `holds` is false, the demo fails at its end. */
  check(holds: boolean, step: string): void {
    this.reporter.step(holds, step);
    if (!holds) this.disappointments.push(step);
  }
}
