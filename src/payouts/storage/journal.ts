import type { Hold } from '../domain/account-hold.js';
import type { NewEvent, Payout, PayoutStatus } from '../domain/payout.js';

/** What a transaction changed; told to whoever listens once its COMMIT has returned. */
export type JournalEntry =
  | {
      readonly kind: 'payout';
      readonly payout: Payout;
      /** The status before, null for a payout that was accepted just now. */
      readonly before: PayoutStatus | null;
      readonly events: readonly NewEvent[];
    }
  | { readonly kind: 'account'; readonly name: string; readonly before: Hold | null; readonly after: Hold | null };

export type Listener = (entries: readonly JournalEntry[]) => void;
