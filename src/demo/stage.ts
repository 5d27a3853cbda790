import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallbackSender } from './callback-sender.js';
import { type CauriClient, isSettled, type PayoutView } from './cauri-client.js';
import type { ConsoleReporter } from './console-reporter.js';
import type { DemoService } from './demo-service.js';
import { type Draft, Drafts } from './drafts.js';
import { Evidence, type Sandboxes } from './evidence.js';
import { expectStatus } from './http-call.js';

/** A payout that Cauri has accepted (answered with 201), with the request that ordered it. */
export interface Order {
  /** Name of the row in the final table in which the payout is counted. */
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
/** Maximum number of characters of a response in an error message. */
const MAX_TOLD = 300;

/**
 * Everything that a scene of the demo uses: Cauri, the sandboxes and the reporter. It collects all payouts that scenes
 * request, and these are compared with the ledgers at the end.
 */
export class Stage {
  readonly cauri: CauriClient;
  readonly sandboxes: Sandboxes;
  readonly service: DemoService;
  readonly reporter: ConsoleReporter;
  /** Sends callbacks in the name of the providers. */
  readonly callbacks: CallbackSender;
  readonly drafts = new Drafts();
  /** All payouts that Cauri has accepted so far. */
  readonly orders: Order[] = [];
  /** Texts of the steps that did not have the expected result. If there is one, the exit code of the demo is 1. */
  readonly disappointments: string[] = [];

  constructor({ cauri, sandboxes, service, reporter }: StageParts) {
    this.cauri = cauri;
    this.callbacks = new CallbackSender(cauri.url);
    this.sandboxes = sandboxes;
    this.service = service;
    this.reporter = reporter;
  }

  /**
   * Requests payouts, all at the same time, and returns them in the order of `drafts`. Does not wait until they are
   * sent. `group` names their row in the final table.
   * @throws if Cauri does not accept one
   */
  async order(group: string, drafts: readonly Draft[]): Promise<Order[]> {
    const orders = drafts.map(async (draft) => {
      const reply = await this.cauri.post(draft, `demo-${randomUUID()}`);
      return this.ordered(group, draft, expectStatus(reply, 201, 'POST /v1/payouts'));
    });
    return Promise.all(orders);
  }

  /**
   * Adds a payout to `orders`, so that it is part of the final comparison, and returns it. Scenes that request payouts
   * without `order` call this themselves. `answer` is the payout, as Cauri has returned it.
   */
  ordered(group: string, draft: Draft, answer: unknown): Order {
    const order = { group, draft, id: (answer as PayoutView).id };
    this.orders.push(order);
    return order;
  }

  /**
   * Waits until each of these payouts is final or in review, shows the progress, and returns them in the order of
   * `orders`.
   * @throws after 45 seconds
   */
  async settled(orders: readonly Order[]): Promise<PayoutView[]> {
    const final = new Set<string>();
    const ask = async (id: string) => {
      const payout = await this.cauri.payout(id);
      if (isSettled(payout)) final.add(id);
      this.reporter.progress(final.size, orders.length, 'payouts final');
      return payout;
    };
    return Promise.all(orders.map(({ id }) => this.until(() => ask(id), isSettled)));
  }

  /**
   * Waits until all payouts in Cauri are final or in review, shows the progress, and returns them.
   * @throws after 45 seconds
   */
  async allSettled(): Promise<PayoutView[]> {
    const ask = async () => {
      const payouts = await this.cauri.payouts();
      this.reporter.progress(payouts.filter(isSettled).length, payouts.length, 'payouts final');
      return payouts;
    };
    return this.until(ask, (payouts) => payouts.every(isSettled));
  }

  /** Reads what the providers have done so far, from the control APIs of both sandboxes. */
  evidence(): Promise<Evidence> {
    return Evidence.gather(this.sandboxes);
  }

  /**
   * Calls `ask` again and again, with pauses of 100 ms, until `wanted` returns true for its result. Returns that
   * result.
   * @throws after 45 seconds, with the last result
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

  /** Prints a step with its result. If `holds` is false, the demo continues but fails at its end. */
  check(holds: boolean, step: string): void {
    this.reporter.step(holds, step);
    if (!holds) this.disappointments.push(step);
  }
}
