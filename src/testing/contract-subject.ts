import { randomUUID } from 'node:crypto';
import type { CallbackKey, InboundCallback } from '../common/callback-authenticator.js';
import type { Echo, Instruction, PayoutConnector, SubmitOutcome } from '../common/payout-connector.js';
import { expect } from './test-runner.js';

/** Methods that a connector may leave out. */
export type OptionalVerb = 'cancel' | 'checkRecipient' | 'balance' | 'statement' | 'registerCallbacks';

/** A genuine callback, and the keys of ours that verify it, if it needs any. */
export interface GenuineCallback {
  readonly callback: InboundCallback;
  readonly keys: readonly CallbackKey[];
}

/** Everything that the tests need to know about one provider. */
export interface ConnectorUnderContract {
  /** URL of the sandbox and of its control API. */
  readonly sandboxUrl: string;
  /**
   * Creates the connector, by default for the sandbox and with the right secret. Its timeout must be shorter than a
   * slow reply.
   */
  connect(changed?: { readonly baseUrl?: string; readonly secret?: string }): PayoutConnector;
  /** A payout that the connector's `check` accepts, without the ids. */
  readonly draft: Omit<Instruction, 'payoutId' | 'providerId' | 'firstAttemptAt'>;
  /** Secret of the account. The tests check that it appears only in requests. */
  readonly secret: string;
  /** The optional methods of the connector. Each has its own tests. */
  readonly verbs: readonly OptionalVerb[];
  /** Fields of our order that the provider never repeats. */
  readonly silent?: readonly (keyof Echo)[];
  /** Returns a genuine callback about a payout. Required unless the account's `callbackAuth` is `none`. */
  genuineCallback?(payoutId: string): GenuineCallback;
  /**
   * Returns the body of `POST strangers` for a second transaction with this id. Left out if the provider cannot have
   * two.
   */
  stranger?(payoutId: string): object;
  close(): Promise<void>;
}

/** An address where nothing listens: port 9 of this machine. */
export const NOBODY = 'http://127.0.0.1:9';

export function aPayoutOf({ draft }: ConnectorUnderContract, changed: Partial<Instruction> = {}): Instruction {
  return { ...draft, payoutId: randomUUID(), providerId: null, firstAttemptAt: Date.now(), ...changed };
}

/** Faults after which a POST may have been executed. Only the sandbox knows. */
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

/** Faults that execute the payout although a gateway answers that it was refused. */
export const EXECUTED_YET_REFUSED = ['error-401-executed', 'error-404-executed', 'error-429-executed'];

/** Errors without a body, with the outcomes that a connector may report for each. */
export const WITHOUT_A_BODY: readonly [fault: string, told: readonly SubmitOutcome['kind'][]][] = [
  ['empty-400', ['refused', 'unknown']],
  ['empty-401', ['account_fault', 'unknown']],
  ['empty-404', ['account_fault', 'unknown']],
];

/** Faulty answers to a read, including an error in the provider's own format. */
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

/** Calls the control API of the sandbox. */
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

/** Returns the provider id of an accepted outcome. Throws for any other. */
export function providerIdOf(outcome: SubmitOutcome): string | null {
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}, ${outcome.reason}`);
  return outcome.observation.providerId;
}
