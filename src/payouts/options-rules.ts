import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayUnique, IsArray, IsIn, IsOptional, Matches, ValidateNested } from 'class-validator';
import { IsFlag, Rule, readOptions } from '../common/account-options.js';
import type { PayoutConnector, Problem } from '../common/payout-connector.js';
import { trimEnd } from '../common/trim-end.js';
import { isHttpsOrLoopback } from '../common/urls.js';
import {
  DEFAULT_TIMINGS,
  type EngineSettings,
  LOOKUPS,
  type LookupBeforeFirstSend,
  type PayoutsOptions,
  type PayoutsTimings,
} from './payouts.options.js';

/** Longest delay of a Node timer in milliseconds, about 24.8 days. A timer with a longer delay would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
/** Longest span between two stored times in milliseconds, 3,650 days. An option above it is refused. */
export const MAX_SPAN_MS = 3_650 * 86_400_000;
/** Highest rate in calls per second, for sending and for reading. An option above it is refused. */
export const MAX_RATE = 10_000;
/** Highest number of simultaneous POSTs for each account. An option above it is refused. */
export const MAX_CONCURRENCY = 1_000;

/**
 * Format of a `kid`, the id of a key. It has no `.` and no `:`, which separate it from the rest of a token or a secret.
 */
export const KID = /^[A-Za-z0-9_-]{1,16}$/;
export const KID_RULE = 'the kid must be 1 to 16 of A-Z, a-z, 0-9, "_" and "-"';
/**
 * Format of the secrets of callback keys, API keys and metrics keys. Their characters need no escaping in a URL or a
 * header.
 */
export const SECRET = /^[A-Za-z0-9._-]{16,200}$/;
export const SECRET_RULE = 'the secret must be 16 to 200 of A-Z, a-z, 0-9, ".", "_" and "-"';

export const PUBLIC_URL_RULE = 'must be an https URL (http only on loopback) without user name, query and fragment';
/**
 * Returns the rule for the length of a lease (the time for which one worker owns a payout) as a message for people. The
 * parameter is the name under which the reader of the message knows the option `submitTimeout`.
 */
export const leaseRule = (submitTimeout: string) =>
  `must be at least twice ${submitTimeout}: a claim must outlive the POST that it guards`;

/**
 * Returns the URL without a trailing slash, because paths are appended to it. Returns null if it breaks
 * `PUBLIC_URL_RULE`.
 */
export function readPublicUrl(text: string): string | null {
  if (!URL.canParse(text) || /[?#@\s]/.test(text)) return null;
  return isHttpsOrLoopback(new URL(text)) ? trimEnd(text, '/') : null;
}

const isWhole = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;

const IsWhole = (min: number, max: number, what: string) =>
  Rule('isWhole', (value) => (isWhole(value, min, max) ? null : `must be whole ${what} from ${min} to ${max}`));

/** Rule for a duration that a Node timer waits. It must be at least 1 ms. */
const IsTimer = () => IsWhole(1, MAX_TIMER_MS, 'milliseconds');
/** Rule for a duration between two stored times. It may be 0, and it may be longer than a Node timer can wait. */
const IsSpan = () => IsWhole(0, MAX_SPAN_MS, 'milliseconds');
const IsPositiveSpan = () => IsWhole(1, MAX_SPAN_MS, 'milliseconds');
const IsRate = () => IsWhole(1, MAX_RATE, 'calls per second');

/** Rule for a list of waits between stored times. The list must not be empty, and no wait may be 0. */
const IsPlan = () =>
  Rule('isPlan', (value) =>
    Array.isArray(value) && value.length > 0 && value.every((step) => isWhole(step, 1, MAX_SPAN_MS))
      ? null
      : 'must be a list of whole milliseconds, each above 0',
  );

/**
 * Returns the rule that the value of the option `lease` breaks. Returns null if it breaks none. `owner` is the object
 * with all timings, because the lease must be at least twice its `submitTimeout`.
 */
function leaseProblem(value: unknown, owner: object): string | null {
  if (!isWhole(value, 1, MAX_TIMER_MS)) return `must be whole milliseconds from 1 to ${MAX_TIMER_MS}`;
  const { submitTimeout } = owner as PayoutsTimings;
  return Number(value) < 2 * submitTimeout ? leaseRule('submitTimeout') : null;
}

/** The option `timings`, with the rule and the default of each value. */
class TimingsOptions implements PayoutsTimings {
  @IsTimer() readonly workerInterval = DEFAULT_TIMINGS.workerInterval;
  @IsTimer() readonly submitTimeout = DEFAULT_TIMINGS.submitTimeout;
  @Rule('isLease', leaseProblem) readonly lease = DEFAULT_TIMINGS.lease;
  @IsPlan() readonly pollPlan = DEFAULT_TIMINGS.pollPlan;
  @IsSpan() readonly resendWait = DEFAULT_TIMINGS.resendWait;
  @IsSpan() readonly absenceSearch = DEFAULT_TIMINGS.absenceSearch;
  @IsSpan() readonly reviewAfter = DEFAULT_TIMINGS.reviewAfter;
  @IsSpan() readonly resendQuarantine = DEFAULT_TIMINGS.resendQuarantine;
  @IsSpan() readonly watchPaid = DEFAULT_TIMINGS.watchPaid;
  @IsPlan() readonly watchPlan = DEFAULT_TIMINGS.watchPlan;
  @IsPlan() readonly holdPlan = DEFAULT_TIMINGS.holdPlan;
  @IsRate() readonly submitRate = DEFAULT_TIMINGS.submitRate;
  @IsWhole(1, MAX_CONCURRENCY, 'calls') readonly submitConcurrency = DEFAULT_TIMINGS.submitConcurrency;
  @IsRate() readonly readRate = DEFAULT_TIMINGS.readRate;
  @IsTimer() readonly requestTimeout = DEFAULT_TIMINGS.requestTimeout;
  @IsSpan() readonly duplicateWindow = DEFAULT_TIMINGS.duplicateWindow;
  @IsPositiveSpan() readonly approvalExpires = DEFAULT_TIMINGS.approvalExpires;
  @IsTimer() readonly balanceEvery = DEFAULT_TIMINGS.balanceEvery;
  @IsTimer() readonly databaseTimeout = DEFAULT_TIMINGS.databaseTimeout;
  @IsTimer() readonly webhookTimeout = DEFAULT_TIMINGS.webhookTimeout;
  @IsSpan() readonly eventRetention = DEFAULT_TIMINGS.eventRetention;
}

class CallbackKeyOptions {
  @Matches(KID, { message: KID_RULE })
  readonly kid!: string;

  @Matches(SECRET, { message: SECRET_RULE })
  readonly secret!: string;
}

class EncryptionKeyOptions {
  @Matches(KID, { message: KID_RULE })
  readonly kid!: string;

  @Rule('isEncryptionKey', (value) => (Buffer.isBuffer(value) && value.length === 32 ? null : 'must be 32 bytes'))
  readonly key!: Buffer;
}

/**
 * Decorator for a list of keys. No two keys may have the same `kid` (key id). A token or an encrypted secret contains
 * the `kid` of its key, by which the key is found again.
 */
const IsKeyList = (key: new () => object) =>
  applyDecorators(
    IsArray({ message: 'must be a list' }),
    ArrayUnique((one?: { kid?: unknown }) => one?.kid, { message: 'must not have the same kid twice' }),
    ValidateNested({ each: true, message: 'must be a list of objects' }),
    Type(() => key),
  );

/**
 * Format of an allowed host: a host name or an IPv6 address in brackets, with an optional port. A host without a port
 * is allowed at every port.
 */
export const ALLOWED_HOST = /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/;

/**
 * Returns the rule that the option `publicUrl` breaks, or null. It also breaks a rule if there are no `callbackKeys`.
 */
function publicUrlProblem(value: unknown, owner: object): string | null {
  if (typeof value !== 'string' || readPublicUrl(value) === null) return PUBLIC_URL_RULE;
  const { callbackKeys } = owner as PlainOptions;
  return Array.isArray(callbackKeys) && callbackKeys.length > 0 ? null : 'needs callbackKeys';
}

/** The options that are plain values, with their rules. Functions and objects of the host are not validated. */
class PlainOptions {
  @IsOptional()
  @Rule('isPublicUrl', publicUrlProblem)
  readonly publicUrl?: string;

  @IsOptional()
  @IsKeyList(CallbackKeyOptions)
  readonly callbackKeys?: readonly CallbackKeyOptions[];

  @IsOptional()
  @IsKeyList(EncryptionKeyOptions)
  readonly encryptionKeys?: readonly EncryptionKeyOptions[];

  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @Matches(ALLOWED_HOST, { each: true, message: 'must be a list of host or host:port' })
  readonly webhookAllowedHosts?: readonly string[];

  @IsFlag()
  readonly worker: boolean = true;

  @IsIn(LOOKUPS, { message: 'must be auto, on or off' })
  readonly lookupBeforeFirstSend: LookupBeforeFirstSend = 'auto';

  @ValidateNested()
  @Type(() => TimingsOptions)
  readonly timings: TimingsOptions = new TimingsOptions();
}

/**
 * Names of options that are not validated here, because they are functions or objects of the host, or are given beside
 * `useFactory`.
 */
const OTHERS: readonly string[] = ['connectors', 'api', 'onPayoutEvent', 'dataSource', 'callbackDecorators'];

/**
 * Thrown if options of `PayoutsModule` are invalid, with all problems at once. The message does not contain the values.
 */
export class PayoutsOptionsError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(`PayoutsModule options: ${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
    this.name = 'PayoutsOptionsError';
  }
}

/**
 * Returns a problem for each connector whose POST can take longer than `submitTimeout`. The POST could then take longer
 * than the lease (the time for which one worker owns the payout). Also returns a problem if there is no connector.
 */
function connectorProblems(connectors: unknown, { submitTimeout }: PayoutsTimings): Problem[] {
  if (!Array.isArray(connectors) || connectors.length === 0) {
    return [{ field: 'connectors', message: 'must be a list of at least one' }];
  }
  return connectors
    .filter(({ timeoutMs }: PayoutConnector) => timeoutMs !== undefined && timeoutMs > submitTimeout)
    .map(({ provider }: PayoutConnector) => ({
      field: 'timings.submitTimeout',
      message: `must be at least the timeoutMs of ${provider}: a POST must not outlive its claim`,
    }));
}

/**
 * Checks the options of `PayoutsModule` and adds all defaults. Nest calls it when the module is created.
 * @throws PayoutsOptionsError with all problems, if any option is invalid
 */
export function engineSettings(options: PayoutsOptions): EngineSettings {
  const given = Object.entries(options).filter(([name]) => !OTHERS.includes(name));
  const [plain, problems] = readOptions(PlainOptions, Object.fromEntries(given));
  const all = [...connectorProblems(options.connectors, plain.timings ?? DEFAULT_TIMINGS), ...problems];
  if (all.length > 0) throw new PayoutsOptionsError(all);
  const { timings, worker, lookupBeforeFirstSend } = plain;
  const publicUrl = readPublicUrl(plain.publicUrl ?? '');
  return {
    timings,
    worker,
    lookupBeforeFirstSend,
    callbacks: publicUrl === null ? null : { publicUrl, keys: plain.callbackKeys ?? [] },
    webhooks: { encryptionKeys: options.encryptionKeys ?? [], allowedHosts: plain.webhookAllowedHosts ?? [] },
  };
}
