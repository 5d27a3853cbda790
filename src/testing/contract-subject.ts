import { randomUUID } from 'node:crypto';
import type { CallbackKey, InboundCallback } from '../common/callback-contract.js';
import type { Echo, Instruction, PayoutConnector, SubmitOutcome } from '../common/payout-connector.js';
import { expect } from './test-runner.js';

/** Optional methods of a connector. */
export type OptionalVerb = 'cancel' | 'checkRecipient' | 'balance' | 'statement' | 'registerCallbacks';

/** A callback as the provider sends it. `keys` is empty unless the callback URL carries a token, which they verify. */
export interface GenuineCallback {
  readonly callback: InboundCallback;
  readonly keys: readonly CallbackKey[];
}

/** Describes one connector and its provider to the tests. */
export interface ConnectorUnderContract {
  /** URL of the sandbox. Its control API has the same URL. */
  readonly sandboxUrl: string;
  /**
   * Creates the connector. Without `changed` it uses the sandbox and the right secret. Its timeout must be shorter than
   * the sandbox's slow reply.
   */
  connect(changed?: { readonly baseUrl?: string; readonly secret?: string }): PayoutConnector;
  /** A valid payout request, without the ids that the tests add. */
  readonly draft: Omit<Instruction, 'payoutId' | 'providerId' | 'firstAttemptAt'>;
  /** The account's secret. The tests check that it never appears in an outcome or an error. */
  readonly secret: string;
  /** The optional methods that the connector has. The tests check that it has exactly these. */
  readonly verbs: readonly OptionalVerb[];
  /** Fields that the provider never repeats in a response. */
  readonly silent?: readonly (keyof Echo)[];
  /** Returns a genuine callback about a payout. Required unless the account's `callbackAuth` is `none`. */
  genuineCallback?(payoutId: string): GenuineCallback;
  /**
   * Returns the body for the sandbox's `POST strangers`, which creates a second transaction with this id. Omit it if
   * the provider cannot have two.
   */
  stranger?(payoutId: string): object;
  close(): Promise<void>;
}

/** A URL on which nothing listens: port 9 of this machine. */
export const NOBODY = 'http://127.0.0.1:9';

export function aPayoutOf({ draft }: ConnectorUnderContract, changed: Partial<Instruction> = {}): Instruction {
  return { ...draft, payoutId: randomUUID(), providerId: null, firstAttemptAt: Date.now(), ...changed };
}

/** Faults that hide the response to a POST. The connector cannot know if the sandbox executed it. */
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

/** Faults with which the sandbox executes the payout, but a gateway answers that it was refused. */
export const EXECUTED_YET_REFUSED = ['error-401-executed', 'error-404-executed', 'error-429-executed'];

/** Faults that answer an error status without a body, and the outcomes that a connector may report for each. */
export const WITHOUT_A_BODY: readonly [fault: string, told: readonly SubmitOutcome['kind'][]][] = [
  ['empty-400', ['refused', 'unknown']],
  ['empty-401', ['account_fault', 'unknown']],
  ['empty-404', ['account_fault', 'unknown']],
];

/** Faults that make a read fail. The connector must then throw `ProviderReadError`. */
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

/** Sends a request to the sandbox's control API and returns the body of the response. */
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

/**
 * Returns the provider's id from an accepted outcome.
 * @throws for any other outcome
 */
export function providerIdOf(outcome: SubmitOutcome): string | null {
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}, ${outcome.reason}`);
  return outcome.observation.providerId;
}
