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
   * The client's own id of the new transaction. Undefined if the request has none. Only the first POST with a reference
   * gets the scenario of its magic input.
   */
  reference?: string;
  /** Scenario that the request's magic input selects, or `SUCCESS`. An ordered fault takes precedence. */
  scenario: Scenario;
  /**
   * Executes the request and returns its answer. `scenario` is the one that applies. Not called if the scenario never
   * executes. If it executes later, the answer is not sent.
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
   * Creates a transaction that no client of this sandbox has sent, for the control API (`POST strangers`). Answers 400
   * for invalid fields.
   */
  stranger(order: Record<string, unknown>): Answer;
  /** Scenarios that only this provider has. The list of magic inputs shows them after the common ones. */
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

/** Default settings of a sandbox: no faults of callbacks, and a settlement after 1.5 seconds. */
export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_CALLBACK_SETTINGS,
  settleAfterMs: 1500,
  slowMs: 3000,
  lateExecutionMs: 5000,
};

/**
 * Parts of a session that a simulated provider uses. The provider plans with `timeline`, and records in `ledger` all
 * that it does with money. `settings` may change at any time. A reset replaces all parts.
 */
export interface World<S extends Settings> {
  timeline: Timeline;
  ledger: Ledger;
  settings: S;
  callbacks: SandboxCallbacks;
}
