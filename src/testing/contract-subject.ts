import { randomUUID } from 'node:crypto';
import type { CallbackKey, InboundCallback } from '../common/callback-contract.js';
import type { Echo, Instruction, PayoutConnector, SubmitOutcome } from '../common/payout-connector.js';
import { expect } from './test-runner.js';

/** Name of an optional method of a connector, which it has only if its provider has the endpoint. */
export type OptionalVerb = 'cancel' | 'checkRecipient' | 'balance' | 'statement' | 'registerCallbacks';

/**
 * A callback as the provider really sends it, which the connector must accept. With `keys` the connector verifies the
 * token in the callback URL. They are empty if the URL has no token.
 */
export interface GenuineCallback {
  readonly callback: InboundCallback;
  readonly keys: readonly CallbackKey[];
}

/** One connector and a sandbox of its provider, as the tests need them. `setUp` of a contract returns a new one. */
export interface ConnectorUnderContract {
  /** URL of the sandbox, without a slash at its end. Its control API is below the same URL, at `/_sandbox`. */
  readonly sandboxUrl: string;
  /**
   * Creates the connector. Without `changed` it uses the sandbox and the right secret. Its timeout must be shorter than
   * the response of the sandbox's scenario `slow` (setting `slowMs`, 3 seconds by default).
   */
  connect(changed?: { readonly baseUrl?: string; readonly secret?: string }): PayoutConnector;
  /**
   * Valid payout request that the sandbox accepts and pays. The tests add the ids, and change its amount and recipient
   * to break rules.
   */
  readonly draft: Omit<Instruction, 'payoutId' | 'providerId' | 'firstAttemptAt'>;
  /** Secret of the account. The tests check that it never appears in an account, an outcome or an error. */
  readonly secret: string;
  /**
   * Optional methods that the connector has, in the order of `OptionalVerb`. The tests check that it has these and no
   * others.
   */
  readonly verbs: readonly OptionalVerb[];
  /**
   * Fields of the echo (the values of the request that the provider repeats) that this provider never repeats. The
   * tests demand all others. Undefined means that it repeats all.
   */
  readonly silent?: readonly (keyof Echo)[];
  /**
   * Returns a genuine callback about a payout. Required unless the account's `callbackAuth` is `none`; without it the
   * tests fail.
   */
  genuineCallback?(payoutId: string): GenuineCallback;
  /**
   * Returns the body for the control request `POST strangers`, with which the sandbox creates a second transaction for
   * this payout id. Leave the method out if the provider cannot have two transactions with one id. Its test is then
   * skipped.
   */
  stranger?(payoutId: string): object;
  /** Stops the sandbox. The tests call it at their end. */
  close(): Promise<void>;
}

/** URL on which nothing listens: port 9 of this machine. A connection to it is refused. */
export const NOBODY = 'http://127.0.0.1:9';

/**
 * Creates a new payout from the subject's draft, with a new id and without the provider's id, unless `changed` has
 * them.
 */
export function aPayoutOf({ draft }: ConnectorUnderContract, changed: Partial<Instruction> = {}): Instruction {
  return { ...draft, payoutId: randomUUID(), providerId: null, firstAttemptAt: Date.now(), ...changed };
}

/** Sandbox faults after which the connector cannot know if the POST was executed. The outcome must be `unknown`. */
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

/**
 * Sandbox faults in which the payout is executed, although the response has an error status that normally means "not
 * executed". The outcome must not be `accepted`, and `lookup` must find the payout.
 */
export const EXECUTED_YET_REFUSED = ['error-401-executed', 'error-404-executed', 'error-429-executed'];

/**
 * Pairs of a sandbox fault and the submit outcomes that a connector may return for it. With each of these faults the
 * sandbox responds with an error status and an empty body. `unknown` is always allowed.
 */
export const WITHOUT_A_BODY: readonly [fault: string, told: readonly SubmitOutcome['kind'][]][] = [
  ['empty-400', ['refused', 'unknown']],
  ['empty-401', ['account_fault', 'unknown']],
  ['empty-404', ['account_fault', 'unknown']],
];

/** Sandbox faults with which a read fails. The connector must then throw `ProviderReadError`. */
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

/**
 * Sends a request to the sandbox's control API and returns the parsed body of the response. `command` is the path below
 * `_sandbox`, such as `ledger`. A status other than 200 fails the test.
 */
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
 * @throws for any other outcome, with its kind and reason
 */
export function providerIdOf(outcome: SubmitOutcome): string | null {
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}, ${outcome.reason}`);
  return outcome.observation.providerId;
}
