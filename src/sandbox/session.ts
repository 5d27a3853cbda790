import { SandboxCallbacks } from './callbacks.js';
import { Faults } from './faults.js';
import { type Delivery, type HttpReply, type Incoming, json } from './http.js';
import { Ledger } from './ledger.js';
import type { Answer, Endpoint, Provider, Settings, World } from './provider.js';
import { type Scenario, SUCCESS, type Untold } from './scenario.js';
import { Timeline } from './timeline.js';

/**
 * Record of one POST to an endpoint that creates transactions, also if it was refused. The control API lists these
 * records, oldest first.
 */
export interface RequestEntry {
  at: string;
  path: string;
  /** Reference (the client's own id) in the POST. Null if it has none, and for a batch. */
  reference: string | null;
  /** HTTP status of the response. `reset` if the connection was cut, `hang` if there was no response. */
  answered: number | 'reset' | 'hang';
  /**
   * True if the POST made the provider execute a transaction. In the scenario "late-execution" it becomes true at the
   * execution.
   */
  executed: boolean;
}

const FIREWALL = page(403, 'Access denied', 'Error 1020');
const GATEWAY = page(404, 'Not Found', 'no route');

/**
 * The whole state of a sandbox, in memory only: clock, ledger, faults, requests, callbacks and provider. A reset
 * through the control API replaces it by a new one.
 */
export class Session<S extends Settings = Settings> {
  readonly timeline = new Timeline();
  readonly ledger = new Ledger(this.timeline);
  readonly faults = new Faults();
  readonly requests: RequestEntry[] = [];
  readonly callbacks: SandboxCallbacks;
  readonly provider: Provider;
  /**
   * References of all POSTs that got a scenario selected by their recipient. A later POST with the same reference is
   * handled normally.
   */
  private readonly referencesSeen = new Set<string>();

  constructor(
    readonly settings: S,
    open: (world: World<S>) => Provider,
  ) {
    this.callbacks = new SandboxCallbacks(this.timeline, settings);
    this.provider = open(this);
  }

  /** Ends the session: stops its timers, drops callbacks that are not sent yet and aborts those in progress. */
  end(): void {
    this.timeline.stop();
    this.callbacks.stop();
  }

  /**
   * Handles a request to the provider as its scenario says, and returns the response. It is a promise only if callbacks
   * must be sent before the response.
   */
  handle(incoming: Incoming): Delivery | Promise<Delivery> {
    return this.timeline.atOneMoment(() => this.carryOut(incoming));
  }

  /**
   * Chooses the scenario, executes the request and records it. A fault that a test ordered takes precedence over the
   * scenario that the recipient selects.
   */
  private carryOut(incoming: Incoming): Delivery | Promise<Delivery> {
    this.callbacks.beginRequest();
    const endpoint = this.provider.route(incoming);
    const scenario = this.faults.take(endpoint.operation) ?? this.magic(endpoint);
    const entry: RequestEntry = {
      at: this.timeline.timestamp(),
      path: incoming.path,
      reference: endpoint.reference ?? null,
      answered: 'hang',
      executed: false,
    };
    const run = () => {
      const answer = endpoint.run(scenario);
      entry.executed = answer.executed ?? false;
      return answer;
    };
    const delivery = this.perform(incoming, scenario, run);
    entry.answered = typeof delivery === 'string' ? delivery : delivery.status;
    if (endpoint.operation === 'create') this.requests.push(entry);
    return this.afterCallbacks(delivery);
  }

  /**
   * Runs the actions that are due, and returns the response. With the fault `callbackBeforeReply` the transaction gets
   * its final status here, and the response waits until the callbacks about it are sent.
   */
  private afterCallbacks(delivery: Delivery): Delivery | Promise<Delivery> {
    this.timeline.catchUp();
    const tried = this.callbacks.beforeReply;
    return tried.length === 0 ? delivery : Promise.all(tried).then(() => delivery);
  }

  /**
   * Returns the scenario that the recipient in the request selects. If several POSTs have the same reference, only the
   * first gets it, and the others are handled normally. Scenarios with `everyPost`, and requests without a reference,
   * always get it.
   */
  private magic({ scenario, reference }: Endpoint): Scenario {
    if (scenario === SUCCESS || scenario.everyPost || reference === undefined) return scenario;
    if (this.referencesSeen.has(reference)) return SUCCESS;
    this.referencesSeen.add(reference);
    return scenario;
  }

  /**
   * Executes the request at the time that the scenario names, or never, and returns the response that the scenario
   * names.
   */
  private perform(incoming: Incoming, scenario: Scenario, run: () => Answer): Delivery {
    if (scenario.executes === 'later') this.timeline.schedule(this.timeline.now() + this.settings.lateExecutionMs, run);
    if (scenario.executes !== 'at once') return this.untold(incoming, scenario.reply, scenario.word);
    const { status, body } = run();
    const told = json(status, body);
    if (scenario.reply === 'plain') return told;
    if (scenario.reply === 'slow') return { ...told, delayMs: this.settings.slowMs };
    if (scenario.reply === 'truncated') return { ...told, text: told.text.slice(0, told.text.length / 2) };
    return this.untold(incoming, scenario.reply, scenario.word);
  }

  /** Returns a response that does not contain the provider's answer. A 429 and a 503 have `Retry-After: 1`. */
  private untold(incoming: Incoming, reply: Untold, word: string): Delivery {
    if (reply === 'reset' || reply === 'hang') return reply;
    if (reply === 'redirect') return json(307, {}, { location: incoming.path });
    if (reply === 'firewall') return FIREWALL;
    if (reply === 'gateway') return GATEWAY;
    if (typeof reply === 'string') return { status: Number(reply.slice(-3)), headers: {}, text: '', delayMs: 0 };
    const { status, body } = this.provider.error(incoming, reply, `Simulated by the sandbox: ${word}`);
    return json(status, body, status === 429 || status === 503 ? { 'retry-after': '1' } : {});
  }
}

function page(status: number, title: string, body: string): HttpReply {
  const text = `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`;
  return { status, headers: { 'content-type': 'text/html' }, text, delayMs: 0 };
}
