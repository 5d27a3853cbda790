/** A callback: an HTTP request in which a provider reports a change of a payout. */
export interface InboundCallback {
  /**
   * Account name in the URL of the callback. Null if the URL names none, as when it contains a token for one payout.
   */
  readonly account: string | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The request body exactly as received, before any parsing. */
  readonly rawBody: Uint8Array;
}

/**
 * A key from the environment variable `CALLBACK_KEYS`. These keys sign the tokens that we put into callback URLs. The
 * first key signs new tokens; all keys verify tokens.
 */
export interface CallbackKey {
  /** Id of the key. Each token names the key that signed it. */
  readonly kid: string;
  readonly secret: string;
}

/**
 * Result of verifying a callback: `refused`, or `accepted` with the payout that the engine should read at the provider.
 * The `payoutId` is null if the callback names no payout. The `failureReason` is the provider's explanation, or null.
 * It is used only if the engine then reads from the provider that the payout failed, and that response gives no reason.
 * The result contains no status, because the body of a callback never changes a payout's status.
 */
export type CallbackVerdict =
  | { readonly kind: 'refused' }
  | { readonly kind: 'accepted'; readonly payoutId: string | null; readonly failureReason: string | null };

/**
 * Fields of a verified callback, with the provider's own words. They are shown to people; no decision depends on them.
 * `oldUsage` and `newUsage` are the amounts that the recipient had spent before and after, as decimal strings. A
 * missing field is null.
 */
export interface CallbackWords {
  readonly type: string | null;
  readonly oldStatus: string | null;
  readonly newStatus: string | null;
  readonly oldUsage: string | null;
  readonly newUsage: string | null;
}

/** Verifies the callbacks of one provider. A genuine callback only makes the engine read the payout at the provider. */
export interface CallbackAuthenticator {
  /**
   * Checks if the callback is genuine, by the provider's signature or by a token that one of our `keys` signed. A
   * refused callback is answered with 401 and is not stored.
   */
  authenticate(callback: InboundCallback, keys: readonly CallbackKey[]): CallbackVerdict;
  /**
   * Returns the fields of a verified body, without personal data. If the connector does not have this method, its
   * callbacks are only counted and their fields are not shown.
   */
  wordsOf?(rawBody: Uint8Array): CallbackWords;
}
