import { type CallbackSettings, DEFAULT_CALLBACK_SETTINGS } from './callback-settings.js';
import type { SandboxCallbacks } from './callbacks.js';
import type { Incoming } from './http.js';
import type { Ledger } from './ledger.js';
import type { Scenario } from './scenario.js';
import type { Timeline } from './timeline.js';

/** Kind of a request. `create` sends money, `cancel` cancels a credit, `manage` changes webhooks and sub-companies. */
export type Operation = 'create' | 'cancel' | 'read' | 'manage';

/** Answer of the simulated provider to a request, before a scenario changes or drops it. */
export interface Answer {
  status: number;
  body: unknown;
  /** True if the request made the provider execute a transaction. */
  executed?: boolean;
}

/** A request whose endpoint is known but which is not executed yet. */
export interface Endpoint {
  operation: Operation;
  /** The client's own id of the new transaction. Undefined if the request has none. */
  reference?: string;
  /** Scenario that the request's magic input selects. */
  scenario: Scenario;
  /** Executes the request. */
  run(scenario: Scenario): Answer;
}

/** Interface of a simulated provider, as a session calls it. */
export interface Provider {
  /** Finds the endpoint of a request. An unknown path gets an endpoint that answers 404. */
  route(incoming: Incoming): Endpoint;
  /** Returns an error in the provider's own format. */
  error(incoming: Incoming, status: number, ...messages: string[]): Answer;
  /** Returns all transactions, for the control API. */
  transactions(): object[];
  /** Changes the transaction with this id or reference, for the control API. */
  push(key: string, change: Record<string, unknown>): Answer;
  /** Creates a transaction that no client of this sandbox has sent, for the control API. */
  stranger(order: Record<string, unknown>): Answer;
  /** Scenarios that only this provider has. */
  readonly scenarios: readonly Scenario[];
}

/** Settings of a sandbox that both providers have. The control API can change them. */
export interface Settings extends CallbackSettings {
  /** Time until an accepted or cancelled transaction gets its final status, in milliseconds of sandbox time. */
  settleAfterMs: number;
  /** Time until the response in the scenario "slow", in milliseconds of real time. */
  slowMs: number;
  /** Time until the execution in the scenario "late-execution", in milliseconds of sandbox time. */
  lateExecutionMs: number;
}

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_CALLBACK_SETTINGS,
  settleAfterMs: 1500,
  slowMs: 3000,
  lateExecutionMs: 5000,
};

/** Parts of a session that a simulated provider uses. */
export interface World<S extends Settings> {
  timeline: Timeline;
  ledger: Ledger;
  settings: S;
  callbacks: SandboxCallbacks;
}
