import { type CallbackSettings, DEFAULT_CALLBACK_SETTINGS } from './callback-settings.js';
import type { CallbackSender } from './callbacks.js';
import type { Incoming } from './http.js';
import type { Ledger } from './ledger.js';
import type { Scenario } from './scenario.js';
import type { Timeline } from './timeline.js';

/** `manage`: registering what is no transaction. */
export type Operation = 'create' | 'cancel' | 'read' | 'manage';

export interface Answer {
  status: number;
  body: unknown;
  /** A create request made the provider take on money. */
  executed?: boolean;
}

/** One request, understood but not yet carried out. */
export interface Endpoint {
  operation: Operation;
  /** The caller's own id for what is created. */
  reference?: string;
  /** What the request's magic input asks for. */
  scenario: Scenario;
  run(scenario: Scenario): Answer;
}

/** A simulated provider. */
export interface Provider {
  route(incoming: Incoming): Endpoint;
  /** The provider's own error body. */
  error(incoming: Incoming, status: number, ...messages: string[]): Answer;
  transactions(): object[];
  /** Changes a transaction, found by its id or reference, from outside (control API). */
  push(key: string, change: Record<string, unknown>): Answer;
  /** Takes on a transaction that no client of this sandbox ordered (control API). */
  stranger(order: Record<string, unknown>): Answer;
  /** Its own magic inputs, beside the common ones. */
  readonly scenarios: readonly Scenario[];
}

export interface Settings extends CallbackSettings {
  /** Sandbox time from acceptance (or cancellation) to the final status. */
  settleAfterMs: number;
  /** Real time until the reply of the scenario "slow". */
  slowMs: number;
  /** Sandbox time until the execution of the scenario "late-execution". */
  lateExecutionMs: number;
}

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_CALLBACK_SETTINGS,
  settleAfterMs: 1500,
  slowMs: 3000,
  lateExecutionMs: 5000,
};

/** What a simulated provider lives in. */
export interface World<S extends Settings> {
  timeline: Timeline;
  ledger: Ledger;
  settings: S;
  callbacks: CallbackSender;
}
