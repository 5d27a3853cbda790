import type { Settings } from '../provider.js';

export interface DjamoSettings extends Settings {
  /** "Should be in the range of 5.000 - 500.000" (Djamo document, "Sending money to one Djamo client"). */
  minAmount: number;
  maxAmount: number;
  /** Every sample of the Djamo document has a fee of 1 %, on top of the amount. Its rounding is not documented: up. */
  feeBasisPoints: number;
  /** What the business account holds at the start. */
  balance: number;
  /** Off: a repeated reference is executed again. The Djamo document does not promise uniqueness. */
  uniqueReferences: boolean;
  /** On: the list ignores `?reference=`, which is absent from the Djamo document. */
  ignoreReferenceFilter: boolean;
  /** Signs the webhooks. Djamo issues it at onboarding; the registration of a webhook does not answer it. */
  webhookSecret: string;
}
