import type { CallbackMode } from './callback-settings.js';

/** Replies that contain at least half of the provider's own answer. */
type Told = 'plain' | 'slow' | 'truncated';
/**
 * Replies without the provider's answer. A number is an error status with the provider's error body; `empty` is one
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
 * When the transaction is executed and how the request is answered. Only a transaction executed at once can be in the
 * answer.
 */
type Course = { executes: 'at once'; reply: Told | Untold } | { executes: 'later' | 'never'; reply: Untold };

export type Scenario = Course & {
  word: string;
  /**
   * For Djamo: the last two digits of the recipient's msisdn. Empty if only JumiaPay has the scenario, which uses its
   * name.
   */
  msisdnEnding: string;
  /** Reason with which the accepted transaction fails. Neither document lists reasons, so they begin with `SIM_`. */
  failure?: string;
  /** The answers show something false: a status word outside the documents, or another amount. */
  distorts?: 'status' | 'amount';
  /** Applies to every POST of a reference. Other scenarios apply only to the first. */
  everyPost?: true;
  /** How the transaction's callbacks are sent. */
  callbacks?: CallbackMode;
  /** For JumiaPay: the action that first ends in its error state and later succeeds. */
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
