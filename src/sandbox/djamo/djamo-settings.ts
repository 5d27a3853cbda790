import type { Settings } from '../provider.js';

/** Settings of the Djamo sandbox, in addition to the settings that the sandboxes of both providers have. */
export interface DjamoSettings extends Settings {
  /**
   * Smallest amount of a transaction in whole XOF, inclusive. "Should be in the range of 5.000 - 500.000" (Djamo
   * document, "Sending money to one Djamo client"). A smaller one is answered 400.
   */
  minAmount: number;
  /** Largest amount of a transaction in whole XOF, inclusive. A larger one is answered 400. */
  maxAmount: number;
  /**
   * Fee in hundredths of a percent of the amount, added to the amount. All of Djamo's samples have 1 %. Djamo does not
   * document how it rounds; the sandbox rounds up.
   */
  feeBasisPoints: number;
  /**
   * Balance of the business account at the start, in whole XOF. If a transaction with its fee exceeds the current
   * balance, it is accepted and fails later with `SIM_INSUFFICIENT_FUNDS`.
   */
  balance: number;
  /**
   * If true, a transaction with a reference that another one has is refused with 409. If false, it is executed. Djamo
   * does not document that references are unique.
   */
  uniqueReferences: boolean;
  /** If true, the list of transactions ignores the filter `?reference=`, which Djamo does not document. */
  ignoreReferenceFilter: boolean;
  /**
   * Secret that signs webhooks by HMAC-SHA256. Djamo hands it out at onboarding; no response of Djamo's API contains
   * it.
   */
  webhookSecret: string;
}
