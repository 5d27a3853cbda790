/** The part of the connector interface that verifies callbacks from a provider. */

export interface InboundCallback {
  readonly account: string | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The request body exactly as received, before any parsing. */
  readonly rawBody: Uint8Array;
}

/** One key of `CALLBACK_KEYS`. The first key signs; every key verifies. */
export interface CallbackKey {
  readonly kid: string;
  readonly secret: string;
}

/**
 * The result of verifying a callback. It names the payout to read from the provider, never a new state: the body of a
 * callback does not change a payout.
 */
export type CallbackVerdict =
  | { readonly kind: 'refused' }
  | { readonly kind: 'accepted'; readonly payoutId: string | null; readonly failureReason: string | null };

/**
 * Fields of an authentic callback, in the provider's own words. Shown to people only; no decision depends on them.
 * Usages are decimal strings.
 */
export interface CallbackWords {
  readonly type: string | null;
  readonly oldStatus: string | null;
  readonly newStatus: string | null;
  readonly oldUsage: string | null;
  readonly newUsage: string | null;
}

export interface CallbackAuthenticator {
  authenticate(callback: InboundCallback, keys: readonly CallbackKey[]): CallbackVerdict;
  /**
   * Returns the fields of a body that is already authenticated, without personal data. If a connector lacks this
   * method, its callbacks are only counted.
   */
  wordsOf?(rawBody: Uint8Array): CallbackWords;
}
