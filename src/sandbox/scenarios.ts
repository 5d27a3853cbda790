import { CALLBACK_SCENARIOS } from './callback-scenarios.js';
import { type Scenario, SUCCESS } from './scenario.js';

/**
 * Scenarios that both providers have, each selected by a magic input (a recipient that stands for the scenario). The
 * last two digits of a phone number select it at Djamo, and the word in an e-mail address at JumiaPay.
 * - 1x: accepted, but it fails later, or the responses show something false.
 * - 2x: not executed. The response says so, or it comes from a gateway.
 * - 3x: executed, but the response does not say so.
 * - 4x: not executed, and the response does not say so.
 * - 6x: accepted, with faults in the callbacks.
 *
 * The endings 5x select a customer's verification status; see `customerStatus`.
 */
export const SCENARIOS: readonly Scenario[] = [
  SUCCESS,
  {
    word: 'late-failure',
    msisdnEnding: '11',
    executes: 'at once',
    reply: 'plain',
    failure: 'SIM_DELIVERY_FAILED',
    summary: 'Accepted, later failed.',
  },
  {
    word: 'insufficient-funds',
    msisdnEnding: '12',
    executes: 'at once',
    reply: 'plain',
    failure: 'SIM_INSUFFICIENT_FUNDS',
    summary: 'Accepted, later failed for lack of funds.',
  },
  {
    word: 'unknown-word',
    msisdnEnding: '13',
    executes: 'at once',
    reply: 'plain',
    distorts: 'status',
    summary: 'Accepted; until it settles, every answer shows a status word that no document knows.',
  },
  {
    word: 'mismatch',
    msisdnEnding: '14',
    executes: 'at once',
    reply: 'plain',
    distorts: 'amount',
    summary: 'Accepted; every answer shows an amount one unit higher than asked. The ledger has the asked amount.',
  },
  {
    word: 'refused',
    msisdnEnding: '21',
    executes: 'never',
    reply: 400,
    everyPost: true,
    summary: 'Refused with 400, however often it is sent.',
  },
  {
    word: 'throttled',
    msisdnEnding: '22',
    executes: 'never',
    reply: 429,
    summary: 'Not executed: 429 with Retry-After: 1.',
  },
  {
    word: 'unavailable',
    msisdnEnding: '23',
    executes: 'never',
    reply: 503,
    summary: 'Not executed: 503 with Retry-After: 1.',
  },
  {
    word: 'html-403',
    msisdnEnding: '24',
    executes: 'never',
    reply: 'firewall',
    summary: "Not executed: a firewall's 403 with an HTML page.",
  },
  {
    word: 'html-404',
    msisdnEnding: '26',
    executes: 'never',
    reply: 'gateway',
    summary: "Not executed: a gateway's 404 with an HTML page.",
  },
  {
    word: 'redirect',
    msisdnEnding: '25',
    executes: 'never',
    reply: 'redirect',
    summary: 'Not executed: 307 to the same address. Who follows it sends a second POST, which executes.',
  },
  {
    word: 'empty-400',
    msisdnEnding: '27',
    executes: 'never',
    reply: 'empty 400',
    summary: 'Not executed: 400 without a body.',
  },
  {
    word: 'empty-401',
    msisdnEnding: '28',
    executes: 'never',
    reply: 'empty 401',
    summary: 'Not executed: 401 without a body.',
  },
  {
    word: 'empty-404',
    msisdnEnding: '29',
    executes: 'never',
    reply: 'empty 404',
    summary: 'Not executed: 404 without a body.',
  },
  {
    word: 'lost-reply',
    msisdnEnding: '31',
    executes: 'at once',
    reply: 'reset',
    summary: 'Executed, then the connection is cut before the reply.',
  },
  {
    word: 'error-500-executed',
    msisdnEnding: '32',
    executes: 'at once',
    reply: 500,
    summary: 'Executed, yet the reply is 500.',
  },
  {
    word: 'error-422-executed',
    msisdnEnding: '33',
    executes: 'at once',
    reply: 422,
    summary: 'Executed, yet the reply is 422.',
  },
  {
    word: 'error-401-executed',
    msisdnEnding: '38',
    executes: 'at once',
    reply: 401,
    summary: 'Executed, yet the reply is 401 in the words of the provider.',
  },
  {
    word: 'error-404-executed',
    msisdnEnding: '39',
    executes: 'at once',
    reply: 404,
    summary: 'Executed, yet the reply is 404 in the words of the provider.',
  },
  {
    word: 'error-429-executed',
    msisdnEnding: '30',
    executes: 'at once',
    reply: 429,
    summary: 'Executed, yet the reply is 429 in the words of the provider.',
  },
  {
    word: 'truncated',
    msisdnEnding: '34',
    executes: 'at once',
    reply: 'truncated',
    summary: 'Executed; the reply is 201 with half of its JSON.',
  },
  {
    word: 'slow',
    msisdnEnding: '35',
    executes: 'at once',
    reply: 'slow',
    summary: 'Executed; the good reply comes after 3 s (setting slowMs).',
  },
  {
    word: 'hang-executed',
    msisdnEnding: '36',
    executes: 'at once',
    reply: 'hang',
    summary: 'Executed, never answered.',
  },
  {
    word: 'late-execution',
    msisdnEnding: '37',
    executes: 'later',
    reply: 'hang',
    summary: 'Never answered, and executed only 5 s later (setting lateExecutionMs, sandbox time).',
  },
  {
    word: 'lost-request',
    msisdnEnding: '41',
    executes: 'never',
    reply: 'reset',
    summary: 'Not executed: the connection is cut before anything happens.',
  },
  {
    word: 'error-500',
    msisdnEnding: '42',
    executes: 'never',
    reply: 500,
    summary: 'Not executed: 500.',
  },
  ...CALLBACK_SCENARIOS,
];

/** Scenarios that only JumiaPay has: a cancellation or an expiration that first fails. Djamo has neither. */
export const CREDIT_SCENARIOS: readonly Scenario[] = [
  {
    word: 'cancel-fails',
    msisdnEnding: '',
    executes: 'at once',
    reply: 'plain',
    failsAtFirst: 'cancellation',
    summary: 'Delivered; a cancellation becomes cancellation_failed, later cancelled (setting recoverAfterMs).',
  },
  {
    word: 'expiry-fails',
    msisdnEnding: '',
    executes: 'at once',
    reply: 'plain',
    failsAtFirst: 'expiration',
    summary: 'Delivered; at its date it becomes expiration_failed, later expired (setting recoverAfterMs).',
  },
];

const BY_WORD = new Map([...SCENARIOS, ...CREDIT_SCENARIOS].map((scenario) => [scenario.word, scenario]));
const BY_ENDING = new Map(SCENARIOS.map((scenario) => [scenario.msisdnEnding, scenario]));

/** Returns the scenario with this name, exactly as written. Returns undefined if there is none. */
export function scenarioOfWord(word: unknown): Scenario | undefined {
  return typeof word === 'string' ? BY_WORD.get(word) : undefined;
}

/** Returns the scenario for a phone number. Any number without a scenario gets `SUCCESS`. */
export function scenarioOfMsisdn(msisdn: unknown): Scenario {
  return (typeof msisdn === 'string' && BY_ENDING.get(msisdn.slice(-2))) || SUCCESS;
}

/**
 * Returns the scenario for an e-mail address. The scenario's word is the local part or the tag, in any case:
 * `lost-reply@example.com` or `ada+lost-reply@example.com`. Any other address gets `SUCCESS`.
 */
export function scenarioOfEmail(email: unknown): Scenario {
  if (typeof email !== 'string') return SUCCESS;
  const localPart = email.slice(0, email.lastIndexOf('@'));
  return scenarioOfWord(localPart.slice(localPart.lastIndexOf('+') + 1).toLowerCase()) ?? SUCCESS;
}
