import type { CallbackMode } from './callback-settings.js';

/** A reply that carries the provider's own answer, at least half of it. */
type Told = 'plain' | 'slow' | 'truncated';
/** One that does not; a number is an error status with the provider's own error body, `empty` one without any. */
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

/** Only what is executed at once can be told. */
type Course = { executes: 'at once'; reply: Told | Untold } | { executes: 'later' | 'never'; reply: Untold };

export type Scenario = Course & {
  word: string;
  /** Djamo: the last two digits of the recipient's msisdn. JumiaPay uses the word itself. Empty: JumiaPay only. */
  msisdnEnding: string;
  /** An accepted transaction ends as failed, for this reason. Neither document lists reasons, hence `SIM_`. */
  failure?: string;
  /** What is shown is not what is: a status word outside the documents, or another amount. */
  distorts?: 'status' | 'amount';
  /** Acts on every POST of a reference; the other words act on the first one only. */
  everyPost?: true;
  /** How the transaction's callbacks are sent. */
  callbacks?: CallbackMode;
  /** JumiaPay: what ends in its error state first, and in its success state later. */
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
