/** A callback: an HTTP request in which a provider reports a change of a payout. */
export interface InboundCallback {
  readonly account: string | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The request body exactly as received, before any parsing. */
  readonly rawBody: Uint8Array;
}

/** A key from `CALLBACK_KEYS` for the tokens in callback URLs. The first key signs new tokens; all keys verify them. */
export interface CallbackKey {
  readonly kid: string;
  readonly secret: string;
}

/**
 * The result of verifying a callback: the payout to read from the provider, or a refusal. It contains no status,
 * because the body of a callback never changes a payout.
 */
export type CallbackVerdict =
  | { readonly kind: 'refused' }
  | { readonly kind: 'accepted'; readonly payoutId: string | null; readonly failureReason: string | null };

/**
 * Fields of a verified callback as the provider wrote them. They are for people only; no decision depends on them.
 * Usages are spent amounts as decimal strings.
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
   * Returns the fields of a verified body, without personal data. Without this method, the connector's callbacks are
   * only counted.
   */
  wordsOf?(rawBody: Uint8Array): CallbackWords;
}
