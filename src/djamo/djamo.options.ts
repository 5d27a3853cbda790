import { IsIn, IsInt, IsOptional, Matches, Min } from 'class-validator';
import {
  type Given,
  IsAccountList,
  IsAccountName,
  IsBaseUrl,
  IsFlag,
  IsHeaderValue,
  IsProxyUrl,
  IsTimeoutMs,
  problemsText,
  Rule,
  readOptions,
} from '../common/account-options.js';
import type { Problem } from '../common/payout-connector.js';
import { IsAccountAmount, IsApprovers } from '../common/policy-options.js';

const WHOLE_FRANCS = { message: 'must be a whole number of francs above 0' };

function maxAmountProblem(value: unknown, owner: object): string | null {
  const { minAmount } = owner as DjamoAccountOptions;
  if (!Number.isSafeInteger(value) || Number(value) < 1) return WHOLE_FRANCS.message;
  return Number(value) < minAmount ? 'must not be below minAmount' : null;
}

/**
 * Options of one Djamo Business account. `name`, `baseUrl` and `accessToken` are required. The service reads the
 * options from its environment variables `DJAMO_…`.
 */
export class DjamoAccountOptions {
  @IsAccountName()
  readonly name!: string;

  /** Base URL of the API, without `/v1`. It must use https, except on loopback. Slashes at its end are removed. */
  @IsBaseUrl()
  readonly baseUrl!: string;

  /** Token that authenticates requests to Djamo. It is sent as `Authorization: Bearer …`. */
  @IsHeaderValue()
  readonly accessToken!: string;

  /**
   * Djamo's id of the company, sent as header `X-Company-Id` with every request. Null sends no such header. It is part
   * of the account's scope (see `ConnectorAccount`): a payout that was sent with one company id is never sent again
   * with another.
   */
  @IsOptional()
  @IsHeaderValue()
  readonly companyId: string | null = null;

  /**
   * Secret that verifies callbacks. While it is being replaced, the new and the old secret, separated by a comma. If it
   * is null, all callbacks of the account are refused.
   */
  @IsOptional()
  @Matches(/^[^\p{Cc},]+(,[^\p{Cc},]+)?$/u, { message: 'must be one or two comma-separated secrets' })
  readonly webhookSecret: string | null = null;

  /**
   * Country of the account. Its time zone decides when a day of the account begins. Null means that days begin in UTC.
   */
  @IsOptional()
  @IsIn(['CI', 'SN'], { message: 'must be CI or SN' })
  readonly country: 'CI' | 'SN' | null = null;

  /** Smallest amount of a payout in whole XOF, inclusive. The default is the limit in the Djamo document. */
  @IsInt(WHOLE_FRANCS)
  @Min(1, WHOLE_FRANCS)
  readonly minAmount: number = 5_000;

  /** Largest amount of a payout in whole XOF, inclusive. The default is the limit in the Djamo document. */
  @Rule('isMaxAmount', maxAmountProblem)
  readonly maxAmount: number = 500_000;

  /**
   * If true, one consumer (holder of an API key) must approve a payout before it is sent. It has the same effect as
   * `approvers: 1`.
   */
  @IsFlag()
  readonly requireApproval: boolean = false;

  /**
   * Number of different consumers who must approve a payout. Null means 1 if `requireApproval` or `approvalAbove` is
   * set, and otherwise 0.
   */
  @IsOptional()
  @IsApprovers()
  readonly approvers: 0 | 1 | 2 | null = null;

  /**
   * Largest amount that needs no approval, a decimal string. Null means that the number of approvals does not depend on
   * the amount.
   */
  @IsOptional()
  @IsAccountAmount(() => 0, 0)
  readonly approvalAbove: string | null = null;

  /**
   * Largest total amount of the payouts accepted on one day of the account's time zone, a decimal string. Payouts that
   * failed or were canceled do not count. Null means no limit.
   */
  @IsOptional()
  @IsAccountAmount(() => 0)
  readonly dailyLimit: string | null = null;

  /**
   * If the balance falls below this amount, a decimal string, the event `account.low_balance` is sent once. It can be
   * sent again after the balance has risen to this amount. Null means that it is never sent.
   */
  @IsOptional()
  @IsAccountAmount(() => 0)
  readonly lowBalance: string | null = null;

  /** If true, a refusal for lack of funds puts the account on hold, so that the other payouts wait and do not fail. */
  @IsFlag()
  readonly holdOnShortfall: boolean = true;

  /**
   * If true, the recipient is checked at Djamo before each POST. A payout to a recipient whose verification status is
   * not `complete` fails. While Djamo does not answer the check, the payout stays queued.
   */
  @IsFlag()
  readonly requireVerifiedRecipient: boolean = false;

  /**
   * If `after-absence`, a payout whose POST got no answer is sent again if a complete search at Djamo does not find it.
   * Use it only after you have checked that Djamo refuses a repeated reference. If `never`, such a payout waits for an
   * operator's decision.
   */
  @IsIn(['never', 'after-absence'], { message: 'must be never or after-absence' })
  readonly resend: 'never' | 'after-absence' = 'never';
}

/** Options of the Djamo connector, validated and with all defaults. Names of accounts must differ. */
export class DjamoOptions {
  @IsAccountList(() => DjamoAccountOptions)
  readonly accounts!: readonly DjamoAccountOptions[];

  /**
   * Timeout in milliseconds for the connection, the request and the response together, at most 10 minutes. It must not
   * exceed the engine's `submitTimeout`.
   */
  @IsTimeoutMs()
  readonly timeoutMs: number = 45_000;

  /**
   * Maximum number of pages of one list that are read per second. The engine has its own limit for reads, but it counts
   * a whole list as one read.
   */
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  readonly readRate: number = 20;

  /** URL of the outgoing proxy. Null means no proxy; proxies from environment variables are ignored. */
  @IsOptional()
  @IsProxyUrl()
  readonly proxy: string | null = null;
}

/** Options of one account that a host passes. The fields named here are required; all others have defaults. */
export type DjamoAccountInput = Given<DjamoAccountOptions, 'name' | 'baseUrl' | 'accessToken'>;

/** Options that a host passes to `DjamoModule.forRoot`. Only `accounts` is required. */
export interface DjamoModuleOptions extends Partial<Omit<DjamoOptions, 'accounts'>> {
  readonly accounts: readonly DjamoAccountInput[];
}

/**
 * Thrown if options are invalid. It contains all problems at once, with field names like `accounts[0].baseUrl`. The
 * message does not contain the values, because they may be secret.
 */
export class DjamoOptionsError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(`Djamo options: ${problemsText(problems)}`);
    this.name = 'DjamoOptionsError';
  }
}

/**
 * Validates the options, such as a `DjamoModuleOptions`, and fills in the defaults.
 * @throws DjamoOptionsError if any option is invalid
 */
export function parseDjamoOptions(raw: unknown): DjamoOptions {
  const [options, problems] = readOptions(DjamoOptions, raw);
  if (problems.length > 0) throw new DjamoOptionsError(problems);
  return options;
}
