/** One account at Baobab Pay, as whoever runs the application configures it. */
export interface BaobabPayAccount {
  /** `[a-z0-9-]{1,40}`, unique over all providers. */
  readonly name: string;
  /** Everything before `/api`. */
  readonly baseUrl: string;
  readonly token: string;
  /** "A reference is unique within a merchant." No answer names ours, so whoever configures the token says whose it is. */
  readonly merchant: string;
}

export class BaobabPayOptions {
  constructor(
    readonly account: BaobabPayAccount,
    /** One deadline over connection, request and answer, milliseconds. */
    readonly timeoutMs = 45_000,
  ) {}
}
