import type { Settings } from '../provider.js';

export interface DjamoSettings extends Settings {
  /**
   * Smallest amount. "Should be in the range of 5.000 - 500.000" (Djamo document, "Sending money to one Djamo client").
   */
  minAmount: number;
  maxAmount: number;
  /**
   * Fee in hundredths of a percent, added to the amount. Every sample of the Djamo document has 1 %. The rounding is
   * not documented: up.
   */
  feeBasisPoints: number;
  /** Balance of the business account at the start. */
  balance: number;
  /**
   * If false, a repeated reference is executed again. The Djamo document does not promise that references are unique.
   */
  uniqueReferences: boolean;
  /** If true, the list ignores `?reference=`, which the Djamo document does not mention. */
  ignoreReferenceFilter: boolean;
  /** Secret that signs webhooks. Djamo issues it at onboarding; registering a webhook does not return it. */
  webhookSecret: string;
}
