import type { CallbackMode } from './callback-settings.js';

/** Responses that contain the provider's answer, or at least half of it. */
type Told = 'plain' | 'slow' | 'truncated';
/**
 * Responses without the provider's answer. A number is an error status in the provider's format; `empty` is an error
 * without a body.
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
 * Time at which the transaction is executed, and the answer to the POST. A response can contain the transaction only if
 * it is executed at once.
 */
type Course = { executes: 'at once'; reply: Told | Untold } | { executes: 'later' | 'never'; reply: Untold };

export type Scenario = Course & {
  word: string;
  /**
   * For Djamo: the last two digits of the recipient's phone number that select this scenario. Empty if only JumiaPay
   * has the scenario.
   */
  msisdnEnding: string;
  /**
   * Reason with which the accepted transaction fails. It begins with `SIM_`, because no provider documents such
   * reasons.
   */
  failure?: string;
  /** Makes responses show something false: an undocumented status word, or another amount. */
  distorts?: 'status' | 'amount';
  /** True if the scenario applies to every POST with the same reference. Other scenarios apply only to the first. */
  everyPost?: true;
  /** Callback mode for the transaction. Undefined for normal callbacks. */
  callbacks?: CallbackMode;
  /** For JumiaPay: the action that fails first and succeeds later. */
  failsAtFirst?: 'cancellation' | 'expiration';
  summary: string;
};

export const SUCCESS: Scenario = {
  word: 'success',
  msisdnEnding: '00',
  executes: 'at once',
  reply: 'plain',
  summary: 'Accepted, paid after a moment. Every recipient that is not in this table does the same.',
};
