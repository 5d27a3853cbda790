import type { CallbackMode } from './callback-settings.js';

/**
 * Responses that contain the provider's answer. `slow` is sent late, and `truncated` contains only half of the JSON.
 */
type Told = 'plain' | 'slow' | 'truncated';
/**
 * Responses that do not contain the provider's answer about the transaction. `reset` cuts the connection, and `hang`
 * sends nothing. `firewall` and `gateway` are HTML pages. A number is an error status in the provider's format. `empty`
 * is an error status without a body.
 */
export type Untold =
  | 'reset'
  | 'hang'
  | 'redirect'
  | 'firewall'
  | 'gateway'
  | Empty
  | 400
  | 401
  | 404
  | 422
  | 429
  | 500
  | 503;
type Empty = `empty ${400 | 401 | 404}`;

/**
 * Time at which the transaction is executed, and the response to the POST. A response can contain the provider's answer
 * only if the transaction is executed at once.
 */
type Course = { executes: 'at once'; reply: Told | Untold } | { executes: 'later' | 'never'; reply: Untold };

/** How the sandbox handles a request. The recipient in the request selects it, or a fault that a test ordered. */
export type Scenario = Course & {
  /**
   * Name of the scenario. A test orders it as a fault by this name. At JumiaPay, an e-mail address with this word
   * selects it.
   */
  word: string;
  /**
   * Last two digits of the recipient's phone number that select the scenario at Djamo. Empty if only JumiaPay has it.
   */
  msisdnEnding: string;
  /**
   * Reason with which the accepted transaction fails later. It begins with `SIM_`, because no provider documents its
   * reasons. Undefined if the scenario causes no failure.
   */
  failure?: string;
  /**
   * Value that is false in responses: the status, replaced by an undocumented word, or the amount, replaced by another.
   */
  distorts?: 'status' | 'amount';
  /**
   * True if the scenario applies to every POST with the same reference. Otherwise it applies only to the first, so that
   * a repeated POST succeeds.
   */
  everyPost?: true;
  /** Name of the callback faults of the transaction. Undefined if its callbacks have no additional fault. */
  callbacks?: CallbackMode;
  /** For JumiaPay: which action on the credit fails at first. It succeeds later. Undefined if neither fails. */
  failsAtFirst?: 'cancellation' | 'expiration';
  summary: string;
};

/**
 * Scenario of every recipient that selects no other: the transaction is executed at once, answered normally, and gets
 * its final status later.
 */
export const SUCCESS: Scenario = {
  word: 'success',
  msisdnEnding: '00',
  executes: 'at once',
  reply: 'plain',
  summary: 'Accepted, paid after a moment. Every recipient that is not in this table does the same.',
};
