import { type CallbackSettings, DEFAULT_CALLBACK_SETTINGS } from './callback-settings.js';
import type { SandboxCallbacks } from './callbacks.js';
import type { Incoming } from './http.js';
import type { Ledger } from './ledger.js';
import type { Scenario } from './scenario.js';
import type { Timeline } from './timeline.js';

/** The kind of a request. `manage` is for webhooks and sub-companies. */
export type Operation = 'create' | 'cancel' | 'read' | 'manage';

export interface Answer {
  status: number;
  body: unknown;
  /** True if the request made the provider execute a transaction. */
  executed?: boolean;
}

/** A request whose endpoint was found, before it is executed. */
export interface Endpoint {
  operation: Operation;
  /** The client's own id for the new transaction. Undefined if it has none. */
  reference?: string;
  /** The scenario that the request's magic input selects. */
  scenario: Scenario;
  run(scenario: Scenario): Answer;
}

/** The interface of a simulated provider, which a session calls. */
export interface Provider {
  route(incoming: Incoming): Endpoint;
  /** Returns an error in the provider's own format. */
  error(incoming: Incoming, status: number, ...messages: string[]): Answer;
  transactions(): object[];
  /** Changes a transaction by its id or reference, for the control API. */
  push(key: string, change: Record<string, unknown>): Answer;
  /** Creates a transaction that no client of this sandbox has sent, for the control API. */
  stranger(order: Record<string, unknown>): Answer;
  /** Magic inputs that only this provider has. */
  readonly scenarios: readonly Scenario[];
}

export interface Settings extends CallbackSettings {
  /** Milliseconds of sandbox time until an accepted or cancelled transaction gets its final status. */
  settleAfterMs: number;
  /** Milliseconds of real time until the response in the scenario "slow". */
  slowMs: number;
  /** Milliseconds of sandbox time until the execution in the scenario "late-execution". */
  lateExecutionMs: number;
}

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_CALLBACK_SETTINGS,
  settleAfterMs: 1500,
  slowMs: 3000,
  lateExecutionMs: 5000,
};

/** The parts of a session that a simulated provider uses. */
export interface World<S extends Settings> {
  timeline: Timeline;
  ledger: Ledger;
  settings: S;
  callbacks: SandboxCallbacks;
}
