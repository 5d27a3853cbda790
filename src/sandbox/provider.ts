import { type CallbackSettings, DEFAULT_CALLBACK_SETTINGS } from './callback-settings.js';
import type { CallbackSender } from './callbacks.js';
import type { Incoming } from './http.js';
import type { Ledger } from './ledger.js';
import type { Scenario } from './scenario.js';
import type { Timeline } from './timeline.js';

/** The kind of a request. `manage` concerns webhooks and sub-companies, which are not transactions. */
export type Operation = 'create' | 'cancel' | 'read' | 'manage';

export interface Answer {
  status: number;
  body: unknown;
  /** True if a create request made the provider execute a transaction. */
  executed?: boolean;
}

/** A request that is understood but not yet carried out. */
export interface Endpoint {
  operation: Operation;
  /** The caller's own id of what is created. */
  reference?: string;
  /** The scenario that the request's magic input selects. */
  scenario: Scenario;
  run(scenario: Scenario): Answer;
}

/** A simulated provider. */
export interface Provider {
  route(incoming: Incoming): Endpoint;
  /** Returns an error with the provider's own error body. */
  error(incoming: Incoming, status: number, ...messages: string[]): Answer;
  transactions(): object[];
  /** Changes a transaction, found by its id or reference (control API). */
  push(key: string, change: Record<string, unknown>): Answer;
  /** Creates a transaction that no client of this sandbox ordered (control API). */
  stranger(order: Record<string, unknown>): Answer;
  /** Magic inputs of this provider, in addition to the common ones. */
  readonly scenarios: readonly Scenario[];
}

export interface Settings extends CallbackSettings {
  /** Milliseconds of sandbox time from acceptance or cancellation to the final status. */
  settleAfterMs: number;
  /** Milliseconds of real time until the reply of the scenario "slow". */
  slowMs: number;
  /** Milliseconds of sandbox time until the execution of the scenario "late-execution". */
  lateExecutionMs: number;
}

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_CALLBACK_SETTINGS,
  settleAfterMs: 1500,
  slowMs: 3000,
  lateExecutionMs: 5000,
};

/** The environment of a simulated provider. */
export interface World<S extends Settings> {
  timeline: Timeline;
  ledger: Ledger;
  settings: S;
  callbacks: CallbackSender;
}
