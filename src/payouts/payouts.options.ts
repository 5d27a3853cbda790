import type { CallbackKey } from '../common/callback-authenticator.js';
import type { PayoutConnector } from '../common/payout-connector.js';
import type { PayoutUpdated } from './domain/outbox-event.js';

export const SCOPES = ['payouts:read', 'payouts:write', 'payouts:approve', 'operations'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who calls our API. */
export interface Principal {
  readonly consumer: string;
  readonly scopes: readonly Scope[];
}

/** Durations in milliseconds, rates per second; per account and instance where they bound sending or reading. */
export interface PayoutsTimings {
  readonly workerInterval: number;
  readonly submitTimeout: number;
  readonly lease: number;
  /** Time between reads of what is not final; the last step repeats. */
  readonly pollPlan: readonly number[];
  /** From "absent" to the next POST of the same id, where the provider never executes an id twice. */
  readonly resendWait: number;
  /** How long an absent submission is searched before a person has to look. */
  readonly absenceSearch: number;
  readonly reviewAfter: number;
  readonly resendQuarantine: number;
  readonly watchPaid: number;
  /** Time between the probes of a held account; the last step repeats. */
  readonly holdPlan: readonly number[];
  readonly submitRate: number;
  readonly submitConcurrency: number;
  readonly readRate: number;
  /** The whole of a request to our controllers. */
  readonly requestTimeout: number;
  /** How long a payout of the same recipient and amount is taken for a likely duplicate in a batch. */
  readonly duplicateWindow: number;
  /** One statement, the wait for its connection included; then the connection is thrown away. */
  readonly databaseTimeout: number;
  /** One delivery to a consumer's endpoint. */
  readonly webhookTimeout: number;
  /** How long what consumers are told is kept, in the feed and for `recover`. */
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
  databaseTimeout: 10_000,
  webhookTimeout: 15_000,
  eventRetention: 30 * DAY,
};

/** For the secrets of webhook endpoints. */
export interface EncryptionKey {
  readonly kid: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

export interface PayoutsApiOptions {
  /** Turns a request of the host's platform into the principal of our API, null for 401. */
  authenticate(request: {
    headers: Record<string, string | string[] | undefined>;
  }): Principal | null | Promise<Principal | null>;
}

export interface PayoutsOptions {
  readonly connectors: readonly PayoutConnector[];
  /** Where providers reach us, with the host's own prefix. Without it reading does everything. */
  readonly publicUrl?: string;
  readonly callbackKeys?: readonly CallbackKey[];
  /**
   * Who may call our controllers; without it nobody. `false`, given to `forRoot` or beside `useFactory`, leaves them all
   * out, the callback route included; from a factory, which Nest asks too late for that, the API answers 404 and the
   * callback route stays.
   */
  readonly api?: false | PayoutsApiOptions;
  /** Whether this process sends and reads by itself; it does unless told otherwise. */
  readonly worker?: boolean;
  /** Told of every change of a payout after its COMMIT, at least once and one after another; what throws is told again. */
  readonly onPayoutEvent?: (event: PayoutUpdated) => void | Promise<void>;
  /** The first encrypts, all decrypt. Without any the secrets of webhook endpoints are readable in the database. */
  readonly encryptionKeys?: readonly EncryptionKey[];
  /** `host` or `host:port` that webhooks may go to without TLS and whatever their address is. */
  readonly webhookAllowedHosts?: readonly string[];
  readonly timings?: Partial<PayoutsTimings>;
}

/** The options with every default filled in, as the engine uses them. */
export interface EngineSettings {
  readonly timings: PayoutsTimings;
  /** Whether this process sends and reads by itself. */
  readonly worker: boolean;
  /** Null when callbacks are off. */
  readonly callbacks: { readonly publicUrl: string; readonly keys: readonly CallbackKey[] } | null;
  readonly webhooks: { readonly encryptionKeys: readonly EncryptionKey[]; readonly allowedHosts: readonly string[] };
}

export const ENGINE_SETTINGS = Symbol('EngineSettings');
