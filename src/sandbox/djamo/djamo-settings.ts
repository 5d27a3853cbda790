import type { Settings } from '../provider.js';

export interface DjamoSettings extends Settings {
  /**
   * Smallest amount of a transaction in whole XOF. "Should be in the range of 5.000 - 500.000" (Djamo document,
   * "Sending money to one Djamo client").
   */
  minAmount: number;
  maxAmount: number;
  /**
   * Fee in hundredths of a percent, added to the amount. Djamo's samples all have 1 %. Djamo does not document the
   * rounding; here it rounds up.
   */
  feeBasisPoints: number;
  /** Balance of the business account at the start, in whole XOF. */
  balance: number;
  /** If false, a repeated reference is executed again. Djamo does not document that references are unique. */
  uniqueReferences: boolean;
  /** If true, the list ignores the filter `?reference=`, which Djamo does not document. */
  ignoreReferenceFilter: boolean;
  /** Secret that signs webhooks. Djamo hands it out at onboarding; no API response contains it. */
  webhookSecret: string;
}
