import { type CallbackSettings, DEFAULT_CALLBACK_SETTINGS } from './callback-settings.js';
import type { SandboxCallbacks } from './callbacks.js';
import type { Incoming } from './http.js';
import type { Ledger } from './ledger.js';
import type { Scenario } from './scenario.js';
import type { Timeline } from './timeline.js';

/** Kind of a request. `create` sends money, `cancel` cancels a credit, `manage` changes webhooks and sub-companies. */
export type Operation = 'create' | 'cancel' | 'read' | 'manage';

/** Answer of the simulated provider to a request, before a scenario changes or drops it. `body` is sent as JSON. */
export interface Answer {
  status: number;
  body: unknown;
  /** True if the request made the provider execute a transaction. Undefined counts as false. */
  executed?: boolean;
}

/**
 * A request whose endpoint is known but which is not executed yet. The scenario decides if and when `run` is called.
 */
export interface Endpoint {
  operation: Operation;
  /**
   * The client's own id of the transaction to create. Undefined if the request has none. If several POSTs have the same
   * reference, normally only the first gets the scenario that its recipient selects.
   */
  reference?: string;
  /**
   * Scenario that the recipient in the request selects. `SUCCESS` if it selects none. Ignored if a fault applies that a
   * test ordered.
   */
  scenario: Scenario;
  /**
   * Executes the request and returns its answer. `scenario` is the one that was chosen for this request. Never called
   * if that scenario executes nothing. If the scenario executes the request later, the answer is not sent.
   */
  run(scenario: Scenario): Answer;
}

/**
 * Interface of a simulated provider, as a session calls it. Its state lives as long as the session: a reset creates a
 * new provider.
 */
export interface Provider {
  /** Finds the endpoint of a request, and executes nothing. An unknown path gets an endpoint that answers 404. */
  route(incoming: Incoming): Endpoint;
  /** Returns an error in the provider's own format, for refusals and for scenarios whose reply is an error status. */
  error(incoming: Incoming, status: number, ...messages: string[]): Answer;
  /** Returns all transactions, for the control API (`GET transactions`). */
  transactions(): object[];
  /**
   * Changes the transaction with this id or reference, for the control API (`POST transactions/<id>`). Answers 404 if
   * there is none, and 400 for invalid values.
   */
  push(key: string, change: Record<string, unknown>): Answer;
  /**
   * Creates a transaction that did not come from a request of the sandbox's client, for the control API (`POST
   * strangers`). Answers 400 for invalid fields.
   */
  stranger(order: Record<string, unknown>): Answer;
  /** Scenarios that only this provider has. `GET magic` of the control API lists them after those of both providers. */
  readonly scenarios: readonly Scenario[];
}

/**
 * Settings of a sandbox that both providers have. The control API can change them; a reset restores the initial ones.
 */
export interface Settings extends CallbackSettings {
  /** Time until an accepted or cancelled transaction gets its final status, in milliseconds of sandbox time. */
  settleAfterMs: number;
  /**
   * Time until the response in the scenario "slow", in milliseconds of real time. Advancing the clock does not shorten
   * it.
   */
  slowMs: number;
  /** Time until the execution in the scenario "late-execution", in milliseconds of sandbox time. */
  lateExecutionMs: number;
}

/** Default settings of a sandbox: no callback faults, and a transaction gets its final status after 1.5 seconds. */
export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_CALLBACK_SETTINGS,
  settleAfterMs: 1500,
  slowMs: 3000,
  lateExecutionMs: 5000,
};

/**
 * What a simulated provider uses of its session. The provider plans actions with `timeline`, and records everything
 * that it does with money in `ledger`. `settings` may change at any time. A reset creates all of these anew.
 */
export interface World<S extends Settings> {
  timeline: Timeline;
  ledger: Ledger;
  settings: S;
  callbacks: SandboxCallbacks;
}
