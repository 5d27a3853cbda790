import type { CallbackKey } from '../common/callback-authenticator.js';
import type { PayoutConnector } from '../common/payout-connector.js';
import type { PayoutUpdated } from './domain/outbox-event.js';

export const SCOPES = ['payouts:read', 'payouts:write', 'payouts:approve', 'operations'] as const;
export type Scope = (typeof SCOPES)[number];

/** The authenticated caller of our API. */
export interface Principal {
  readonly consumer: string;
  readonly scopes: readonly Scope[];
}

/** Durations in milliseconds and rates per second. Limits on sending and reading apply to each account and instance. */
export interface PayoutsTimings {
  readonly workerInterval: number;
  readonly submitTimeout: number;
  readonly lease: number;
  /** Times between reads of a payout that is not final. The last step repeats. */
  readonly pollPlan: readonly number[];
  /**
   * Time from a search that found nothing to the next POST of the same id. Only for providers that never execute an id
   * twice.
   */
  readonly resendWait: number;
  /** Time during which a payout that the provider does not know is searched before it goes to review. */
  readonly absenceSearch: number;
  readonly reviewAfter: number;
  readonly resendQuarantine: number;
  readonly watchPaid: number;
  /** Times between probes of a held account. The last step repeats. */
  readonly holdPlan: readonly number[];
  readonly submitRate: number;
  readonly submitConcurrency: number;
  readonly readRate: number;
  /** Longest time for a request to our controllers. */
  readonly requestTimeout: number;
  /** Time during which a payout with the same recipient and amount counts as a likely duplicate in a batch. */
  readonly duplicateWindow: number;
  /** Time for which a payout waits for an approval. Then it is canceled. */
  readonly approvalExpires: number;
  /** Time between two reads of an account's balance. */
  readonly balanceEvery: number;
  /** Longest time for an SQL statement, including the wait for a connection. Then the connection is closed. */
  readonly databaseTimeout: number;
  /** Longest time to deliver one webhook. */
  readonly webhookTimeout: number;
  /** Time for which events are kept, in the feed and for `recover`. */
  readonly eventRetention: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const DEFAULT_TIMINGS: PayoutsTimings = {
  workerInterval: 1_000,
  submitTimeout: 45_000,
  lease: 120_000,
  pollPlan: [30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, HOUR],
  resendWait: 30_000,
  absenceSearch: 15 * MINUTE,
  reviewAfter: 72 * HOUR,
  resendQuarantine: DAY,
  watchPaid: 90 * DAY,
  holdPlan: [5_000, 15_000, MINUTE, 5 * MINUTE],
  submitRate: 20,
  submitConcurrency: 16,
  readRate: 20,
  requestTimeout: 30_000,
  duplicateWindow: DAY,
  approvalExpires: 30 * DAY,
  balanceEvery: 5 * MINUTE,
  databaseTimeout: 10_000,
  webhookTimeout: 15_000,
  eventRetention: 30 * DAY,
};

/** A key that encrypts the secrets of webhook endpoints. */
export interface EncryptionKey {
  readonly kid: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

export interface PayoutsApiOptions {
  /** Returns the principal of a request, or null, which is answered with 401. */
  authenticate(request: {
    headers: Record<string, string | string[] | undefined>;
  }): Principal | null | Promise<Principal | null>;
  /**
   * Returns the consumers who may approve payouts. With it, `validate` tells if an account needs more approvers than
   * there are.
   */
  approvers?(): readonly string[] | Promise<readonly string[]>;
}

export interface PayoutsOptions {
  readonly connectors: readonly PayoutConnector[];
  /**
   * URL at which providers can reach the host, including its prefix. Without it there are no callbacks; payouts are
   * followed by reading.
   */
  readonly publicUrl?: string;
  readonly callbackKeys?: readonly CallbackKey[];
  /**
   * Authentication for our controllers. Without it every request is refused. `false`, given to `forRoot` or beside
   * `useFactory`, removes all controllers including the callback route. From a factory, whose result Nest knows too
   * late for that, the API answers 404 and the callback route stays.
   */
  readonly api?: false | PayoutsApiOptions;
  /** True, the default, if this process sends and reads payouts by itself. */
  readonly worker?: boolean;
  /**
   * Called for every change of a payout after its COMMIT, at least once and one at a time. If it throws, it is called
   * again later.
   */
  readonly onPayoutEvent?: (event: PayoutUpdated) => void | Promise<void>;
  /**
   * The first key encrypts; every key decrypts. Without a key the secrets of webhook endpoints are stored unencrypted.
   */
  readonly encryptionKeys?: readonly EncryptionKey[];
  /** Hosts, as `host` or `host:port`, to which webhooks may be sent without TLS and whatever their address. */
  readonly webhookAllowedHosts?: readonly string[];
  readonly timings?: Partial<PayoutsTimings>;
}

/** The options with all defaults, as the engine uses them. */
export interface EngineSettings {
  readonly timings: PayoutsTimings;
  /** True if this process sends and reads payouts by itself. */
  readonly worker: boolean;
  /** Null if callbacks are off. */
  readonly callbacks: { readonly publicUrl: string; readonly keys: readonly CallbackKey[] } | null;
  readonly webhooks: { readonly encryptionKeys: readonly EncryptionKey[]; readonly allowedHosts: readonly string[] };
}

export const ENGINE_SETTINGS = Symbol('EngineSettings');
