/** The part of the seam that tells whether a callback is the provider's own. */

export interface InboundCallback {
  readonly account: string | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The bytes as they arrived. */
  readonly rawBody: Uint8Array;
}

/** A key of `CALLBACK_KEYS`; the first signs, all verify. */
export interface CallbackKey {
  readonly kid: string;
  readonly secret: string;
}

/** Which payout to read again. Never a new state: no callback body changes what we believe about money. */
export type CallbackVerdict =
  | { readonly kind: 'refused' }
  | { readonly kind: 'accepted'; readonly payoutId: string | null; readonly failureReason: string | null };

/** What an authentic callback said, in the provider's words; for people, it decides nothing. Usages are decimal text. */
export interface CallbackWords {
  readonly type: string | null;
  readonly oldStatus: string | null;
  readonly newStatus: string | null;
  readonly oldUsage: string | null;
  readonly newUsage: string | null;
}

export interface CallbackAuthenticator {
  authenticate(callback: InboundCallback, keys: readonly CallbackKey[]): CallbackVerdict;
  /** The words of a body that was authenticated once; nothing personal. Without it its callbacks are only counted. */
  wordsOf?(rawBody: Uint8Array): CallbackWords;
}
