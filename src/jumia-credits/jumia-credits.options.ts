import { IsIn, IsOptional, Matches } from 'class-validator';
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
import { textProblem } from '../common/text-rules.js';
import { CURRENCY_DECIMALS, MAX_NAME } from './jumia-credits.limits.js';

const CURRENCIES = Object.keys(CURRENCY_DECIMALS);

const scaleOf = (owner: object) => CURRENCY_DECIMALS[(owner as JumiaCreditsAccountOptions).currency] ?? 0;

function defaultNameProblem(value: unknown): string | null {
  return typeof value === 'string' ? textProblem(value, MAX_NAME) : 'must be a text';
}

/**
 * Options of one Credit account of a JumiaPay business account. Options without a default are required. The service
 * reads the options from its environment variables `JUMIA_CREDITS_…`.
 */
export class JumiaCreditsAccountOptions {
  @IsAccountName()
  readonly name!: string;

  /** Base URL of the API, without `/api/v1`. It ends in `/b2ccredits`. It must use https, except on loopback. */
  @IsBaseUrl()
  readonly baseUrl!: string;

  /** Key that authenticates requests to JumiaPay. It is sent as header `apikey`. */
  @IsHeaderValue()
  readonly apiKey!: string;

  /** Business area of the account at JumiaPay, sent as header `X-Business-Area` with every request. */
  @IsHeaderValue()
  readonly businessArea!: string;

  /** Id of the wallet from which the credits are paid. It is part of every path. */
  @IsHeaderValue()
  readonly walletAccountId!: string;

  /**
   * ISO 4217 code of the account's currency, one of the nine that JumiaPay accepts. A payout in another currency is
   * refused.
   */
  @IsIn(CURRENCIES, { message: `must be one of ${CURRENCIES.join(', ')}` })
  readonly currency!: string;

  /**
   * ISO 3166-1 alpha-2 code of the account's country. Its time zone decides when a day of the account begins. If it is
   * null, the country of the currency decides.
   */
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'must be a two-letter country code' })
  readonly country: string | null = null;

  /**
   * Name of the credit for a payout without a name, at most 50 characters. The customer may see it. If it is null, such
   * payouts are refused.
   */
  @IsOptional()
  @Rule('isDefaultName', defaultNameProblem)
  readonly defaultName: string | null = null;

  /**
   * If true, one consumer (holder of an API key) must approve a payout before it is sent. It has the same effect as
   * `approvers: 1`.
   */
  @IsFlag()
  readonly requireApproval: boolean = false;

  /** Largest amount of one payout, inclusive, a decimal string. Null means no limit. */
  @IsOptional()
  @IsAccountAmount(scaleOf)
  readonly maxAmount: string | null = null;

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
  @IsAccountAmount(scaleOf, 0)
  readonly approvalAbove: string | null = null;

  /**
   * Largest total amount of the payouts accepted on one day of the account's time zone, a decimal string. Payouts that
   * failed or were canceled do not count. Null means no limit.
   */
  @IsOptional()
  @IsAccountAmount(scaleOf)
  readonly dailyLimit: string | null = null;

  /**
   * Balance below which the event `account.low_balance` would be sent, a decimal string. It has no effect, because the
   * connector cannot read a balance.
   */
  @IsOptional()
  @IsAccountAmount(scaleOf)
  readonly lowBalance: string | null = null;

  /** If true, a refusal for lack of funds puts the account on hold, so that the other payouts wait and do not fail. */
  @IsFlag()
  readonly holdOnShortfall: boolean = true;
}

/** Options of the JumiaPay Credits connector, validated and with all defaults. Names of accounts must differ. */
export class JumiaCreditsOptions {
  @IsAccountList(() => JumiaCreditsAccountOptions)
  readonly accounts!: readonly JumiaCreditsAccountOptions[];

  /**
   * Timeout in milliseconds for the connection, the request and the response together, at most 10 minutes. It must not
   * exceed the engine's `submitTimeout`.
   */
  @IsTimeoutMs()
  readonly timeoutMs: number = 45_000;

  /** URL of the outgoing proxy. Null means no proxy; proxies from environment variables are ignored. */
  @IsOptional()
  @IsProxyUrl()
  readonly proxy: string | null = null;
}

/** Options of one account that a host passes. The fields named here are required; all others have defaults. */
export type JumiaCreditsAccountInput = Given<
  JumiaCreditsAccountOptions,
  'name' | 'baseUrl' | 'apiKey' | 'businessArea' | 'walletAccountId' | 'currency'
>;

/** Options that a host passes to `JumiaCreditsModule.forRoot`. Only `accounts` is required. */
export interface JumiaCreditsModuleOptions extends Partial<Omit<JumiaCreditsOptions, 'accounts'>> {
  readonly accounts: readonly JumiaCreditsAccountInput[];
}

/**
 * Thrown if options are invalid. It contains all problems at once, with field names like `accounts[0].baseUrl`. The
 * message does not contain the values, because they may be secret.
 */
export class JumiaCreditsOptionsError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(`JumiaPay Credits options: ${problemsText(problems)}`);
    this.name = 'JumiaCreditsOptionsError';
  }
}

/**
 * Validates the options, such as a `JumiaCreditsModuleOptions`, and fills in the defaults.
 * @throws JumiaCreditsOptionsError if any option is invalid
 */
export function parseJumiaCreditsOptions(raw: unknown): JumiaCreditsOptions {
  const [options, problems] = readOptions(JumiaCreditsOptions, raw);
  if (problems.length > 0) throw new JumiaCreditsOptionsError(problems);
  return options;
}
