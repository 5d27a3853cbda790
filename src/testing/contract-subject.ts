import { randomUUID } from 'node:crypto';
import type { CallbackKey, InboundCallback } from '../common/callback-authenticator.js';
import type { Echo, Instruction, PayoutConnector, SubmitOutcome } from '../common/payout-connector.js';
import { expect } from './test-runner.js';

/** The verbs of the seam that a connector may leave out. */
export type OptionalVerb = 'cancel' | 'checkRecipient' | 'balance' | 'statement' | 'registerCallbacks';

/** A callback as the provider would send it, and our keys that it fits, if it needs any. */
export interface GenuineCallback {
  readonly callback: InboundCallback;
  readonly keys: readonly CallbackKey[];
}

/** What one provider's spec brings along. */
export interface ConnectorUnderContract {
  /** Of the sandbox and its control API. */
  readonly sandboxUrl: string;
  /** Makes the connector; by default for the sandbox, with the right secret. A deadline below the sandbox' slowness. */
  connect(changed?: { readonly baseUrl?: string; readonly secret?: string }): PayoutConnector;
  /** Everything of a payout that its connector's `check` accepts, but the ids. */
  readonly draft: Omit<Instruction, 'payoutId' | 'providerId' | 'firstAttemptAt'>;
  /** Must never be seen outside a request. */
  readonly secret: string;
  /** The optional verbs that it has, each of which has a contract of its own. */
  readonly verbs: readonly OptionalVerb[];
  /** What of our order the provider never repeats. */
  readonly silent?: readonly (keyof Echo)[];
  /** A callback about this payout; needed unless the account's `callbackAuth` is `none`. */
  genuineCallback?(payoutId: string): GenuineCallback;
  /** The body of `POST strangers` for a second transaction of this id, where the provider may have two. */
  stranger?(payoutId: string): object;
  close(): Promise<void>;
}

/** No listener: port 9 of this machine refuses connections. */
export const NOBODY = 'http://127.0.0.1:9';

export function aPayoutOf({ draft }: ConnectorUnderContract, changed: Partial<Instruction> = {}): Instruction {
  return { ...draft, payoutId: randomUUID(), providerId: null, firstAttemptAt: Date.now(), ...changed };
}

/** Faults after which a POST may have been carried out: whether it was is known to the sandbox alone. */
export const IN_DOUBT = [
  'lost-reply',
  'lost-request',
  'error-500',
  'error-500-executed',
  'error-422-executed',
  'unavailable',
  'html-403',
  'html-404',
  'redirect',
  'truncated',
  'slow',
  'hang-executed',
];

/** Executed, and answered as if it had not been, by a gateway that answers for the provider. */
export const EXECUTED_YET_REFUSED = ['error-401-executed', 'error-404-executed', 'error-429-executed'];

/** Errors without a body, and what a POST that got one may be told to be. */
export const WITHOUT_A_BODY: readonly [fault: string, told: readonly SubmitOutcome['kind'][]][] = [
  ['empty-400', ['refused', 'unknown']],
  ['empty-401', ['account_fault', 'unknown']],
  ['empty-404', ['account_fault', 'unknown']],
];

/** Answers to a read that say nothing of what was asked, an error in the provider's own words included. */
export const UNREADABLE = [
  'lost-request',
  'error-500',
  'error-422-executed',
  'refused',
  'empty-400',
  'empty-401',
  'html-403',
  'html-404',
  'redirect',
  'truncated',
  'throttled',
  'unavailable',
  'hang-executed',
];

/** Calls the sandbox' control API. */
export async function control(
  { sandboxUrl }: ConnectorUnderContract,
  method: 'GET' | 'POST' | 'DELETE',
  command: string,
  body?: object,
): Promise<unknown> {
  const reply = await fetch(`${sandboxUrl}/_sandbox/${command}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
  expect(reply.status).toBe(200);
  return reply.json();
}

/** The provider's id of a submission that has to have been accepted. */
export function providerIdOf(outcome: SubmitOutcome): string | null {
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}, ${outcome.reason}`);
  return outcome.observation.providerId;
}
