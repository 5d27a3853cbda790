import type { CallbackKey } from '../common/callback-contract.js';
import type { PayoutConnector } from '../common/payout-connector.js';
import type { RequestContext } from '../common/request-context.js';
import type { PayoutUpdated } from './domain/outbox-event.js';

/**
 * Permissions that an API key can have. `payouts:write` orders, cancels and retries payouts and manages webhooks;
 * `payouts:approve` approves and rejects payouts; `operations` decides reviews, pauses accounts and reconciles.
 */
export const SCOPES = ['payouts:read', 'payouts:write', 'payouts:approve', 'operations'] as const;
export type Scope = (typeof SCOPES)[number];
/**
 * Scopes that allow a key to read payouts; it needs one of them. A key with only `payouts:read` sees the payouts of its
 * own consumer. A key with one of the other two sees all payouts.
 */
export const READERS: readonly Scope[] = ['payouts:read', 'payouts:approve', 'operations'];

/** The authenticated caller of the API. Hosts that call our services pass one too. */
export interface Principal {
  /** Name of the consumer, the client of the API to which payouts and API keys belong. */
  readonly consumer: string;
  readonly scopes: readonly Scope[];
  /**
   * Id and trace of the HTTP request. They appear in the log lines and traces of the changes that the request makes. A
   * host need not set it.
   */
  readonly request?: RequestContext | undefined;
}

/**
 * Who orders a payout, and the idempotency key (1 to 255 visible ASCII characters) by which a repeated request finds
 * the same order. A key belongs to its consumer and never expires.
 */
export interface OrderKey extends Pick<Principal, 'consumer' | 'request'> {
  readonly idempotencyKey: string;
}

/**
 * Timings: durations in milliseconds and rates per second. The limits of sending and reading apply to each account
 * separately, and in each process separately.
 */
export interface PayoutsTimings {
  /** Interval at which the worker looks for due work. Webhooks, completed batches and `onPayoutEvent` use it too. */
  readonly workerInterval: number;
  /**
   * Longest time that the POST of a payout may take. The engine does not abort a POST; each connector ends its own POST
   * after its `timeoutMs`. The application does not start if a `timeoutMs` is longer than `submitTimeout`.
   */
  readonly submitTimeout: number;
  /**
   * Duration of a lease (the time for which one worker owns a payout while it sends it). At least twice
   * `submitTimeout`. After a crash, another worker looks the payout up when the lease has expired.
   */
  readonly lease: number;
  /**
   * Waits between two reads of a payout from the provider, while it is not final. The last one repeats. When the status
   * of the payout changes, the list starts again.
   */
  readonly pollPlan: readonly number[];
  /**
   * Wait between a search at the provider that did not find the payout and the next POST with the same id. It applies
   * only to providers that never execute the same id twice.
   */
  readonly resendWait: number;
  /**
   * Time, from the start of the last POST, for which a payout is searched that the provider does not know. After this
   * time and at least three searches, the payout goes to review (a person must decide), unless it may be sent again.
   */
  readonly absenceSearch: number;
  /**
   * Time after which a payout that is not final goes to review (waits for a person). It counts from when the payout was
   * queued, or sent again by an operator.
   */
  readonly reviewAfter: number;
  /**
   * Time, from the start of the last POST, in which an operator may not send a payout again or mark it as failed. It
   * applies only if one of the POSTs of the payout has no known outcome.
   */
  readonly resendQuarantine: number;
  /**
   * Time for which the worker still reads a paid credit (a wallet credit), because its money may come back. It starts
   * when the credit was paid or, if the credit expires, at its expiry. For this time, a payout whose result an operator
   * has set is read daily.
   */
  readonly watchPaid: number;
  /**
   * Waits between reads of a paid credit if callbacks are on. The time since the credit was paid selects the wait; the
   * last one repeats. If callbacks are off, a paid credit is read daily.
   */
  readonly watchPlan: readonly number[];
  /**
   * Waits between probes of a held account (one that sends nothing for now). A probe looks up one payout and then sends
   * it, to test if the account works again. The last wait repeats.
   */
  readonly holdPlan: readonly number[];
  /** Maximum number of POSTs of payouts per second. Payouts beyond it wait. */
  readonly submitRate: number;
  /** Maximum number of simultaneous POSTs of payouts. A crash leaves at most this number with an unknown outcome. */
  readonly submitConcurrency: number;
  /**
   * Maximum number of reads per second: of payouts by the worker, and of transactions for the API. A refresh (one
   * payout is read for the API) is not counted.
   */
  readonly readRate: number;
  /**
   * Maximum duration of a request to our controllers. After it the request is answered with 503, but its work
   * continues.
   */
  readonly requestTimeout: number;
  /** Age up to which an earlier payout makes a batch row with the same recipient and amount a probable duplicate. */
  readonly duplicateWindow: number;
  /** Time, from its acceptance, for which a payout waits for an approval. The payout is then canceled. */
  readonly approvalExpires: number;
  /** Interval between two reads of an account's balance, at providers that have an endpoint for it. */
  readonly balanceEvery: number;
  /**
   * Maximum duration of an SQL statement on MySQL and MariaDB, including the wait for a connection. After it, the
   * connection is closed and the database counts as unavailable.
   */
  readonly databaseTimeout: number;
  /**
   * Maximum duration of one POST of a webhook. Without an HTTP status by then, the attempt has failed and is retried.
   */
  readonly webhookTimeout: number;
  /**
   * Time for which events are kept, for the feed and for `recover` (sending missed webhooks again). Older events are
   * deleted, even if a webhook with them was never delivered.
   */
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
  watchPlan: [1, 2, 4, 8, 16, 30].map((days) => days * DAY),
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

/** A key that encrypts the secrets of webhook endpoints in the database, with AES-256-GCM. */
export interface EncryptionKey {
  /** Id of the key, 1 to 16 of A-Z, a-z, 0-9, "_" and "-". It is stored with each secret that the key encrypted. */
  readonly kid: string;
  /** The key itself, exactly 32 bytes. */
  readonly key: Buffer;
}

/** Authentication of the API, which the host provides. For a fixed list of API keys, use `authenticateWith`. */
export interface PayoutsApiOptions {
  /** Returns the caller of a request. If it returns null, the request is answered with 401. */
  authenticate(request: {
    headers: Record<string, string | string[] | undefined>;
  }): Principal | null | Promise<Principal | null>;
  /**
   * Returns the names of all consumers who may approve payouts. The validation of a batch then warns if a row needs two
   * or more approvers and fewer such consumers exist. Without this function it never warns.
   */
  approvers?(): readonly string[] | Promise<readonly string[]>;
}

export const LOOKUPS = ['auto', 'on', 'off'] as const;
/**
 * `on`: each payout is looked up at its provider before its first POST, and is not sent if the provider has it. `auto`:
 * as `on` if the database may lose a COMMIT that it has acknowledged, or if this is unknown; otherwise as `off`. `off`:
 * no payout is looked up before its first POST.
 */
export type LookupBeforeFirstSend = (typeof LOOKUPS)[number];

export interface PayoutsOptions {
  /** Connectors of the providers, at least one. The names of their accounts must differ, also between providers. */
  readonly connectors: readonly PayoutConnector[];
  /**
   * URL at which providers can reach the host, including its path prefix. Without it there are no callbacks, and
   * payouts are only polled.
   */
  readonly publicUrl?: string;
  /**
   * Keys that protect callback URLs. The first key signs; all keys verify, so keep an old key while its URLs are in
   * use. `publicUrl` needs at least one.
   */
  readonly callbackKeys?: readonly CallbackKey[];
  /**
   * Authentication for our controllers. Without it every request is refused.
   *
   * `false` removes all controllers and the callback route. For that, it must be passed to `forRoot` or beside
   * `useFactory`. If a factory returns `false`, Nest has already created the routes. The API then answers 404, and the
   * callback route stays.
   */
  readonly api?: false | PayoutsApiOptions;
  /**
   * True if this process sends and reads payouts, delivers webhooks and reads balances in the background, which is the
   * default. With false, another process must do it.
   */
  readonly worker?: boolean;
  /**
   * Function that is called at least once for every change of a payout, after its COMMIT. Calls are made one at a time,
   * over all processes. If it throws, it is called again for this change, first after 1 s, later after up to 1 h; other
   * changes do not wait.
   */
  readonly onPayoutEvent?: (event: PayoutUpdated) => void | Promise<void>;
  /**
   * Keys for the secrets of webhook endpoints. The first key encrypts; all keys decrypt. Without a key, the secrets are
   * stored as plain text.
   */
  readonly encryptionKeys?: readonly EncryptionKey[];
  /**
   * Hosts that may get webhooks without TLS and at private addresses. Each is `host` or `host:port`; without a port,
   * all ports are allowed. All other webhooks go only to public https addresses.
   */
  readonly webhookAllowedHosts?: readonly string[];
  /** When a payout is looked up at its provider before its first POST. `auto` is the default. */
  readonly lookupBeforeFirstSend?: LookupBeforeFirstSend;
  /** Timings that differ from `DEFAULT_TIMINGS`. The others keep their defaults. */
  readonly timings?: Partial<PayoutsTimings>;
}

/** Options of the module after validation, with all defaults. */
export interface EngineSettings {
  readonly timings: PayoutsTimings;
  /** True if this process works in the background, as the option `worker` says. */
  readonly worker: boolean;
  readonly lookupBeforeFirstSend: LookupBeforeFirstSend;
  /** Public URL and keys for callbacks. Null if callbacks are off. */
  readonly callbacks: { readonly publicUrl: string; readonly keys: readonly CallbackKey[] } | null;
  readonly webhooks: { readonly encryptionKeys: readonly EncryptionKey[]; readonly allowedHosts: readonly string[] };
}

/** Injection token of the `EngineSettings`, which `engineSettings` makes from the options. */
export const ENGINE_SETTINGS = Symbol('EngineSettings');
