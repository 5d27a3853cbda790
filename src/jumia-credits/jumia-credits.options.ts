import { Type } from 'class-transformer';
import { IsArray, IsIn, IsOptional, Matches, ValidateNested } from 'class-validator';
import {
  HasUniqueNames,
  IsAccountName,
  IsBaseUrl,
  IsFlag,
  IsHeaderValue,
  IsProxyUrl,
  IsTimeoutMs,
  Rule,
  readOptions,
} from '../common/account-options.js';
import type { Problem } from '../common/payout-connector.js';
import { textProblem } from '../common/text-rules.js';
import { CURRENCY_DECIMALS, MAX_NAME } from './jumia-credits.limits.js';

const CURRENCIES = Object.keys(CURRENCY_DECIMALS);

function defaultNameProblem(value: unknown): string | null {
  return typeof value === 'string' ? textProblem(value, MAX_NAME) : 'must be a text';
}

/** One Credit account of a JumiaPay business account. */
export class JumiaCreditsAccountOptions {
  @IsAccountName()
  readonly name!: string;

  /** Everything before `/api/v1`, so it ends in `/b2ccredits`. */
  @IsBaseUrl()
  readonly baseUrl!: string;

  @IsHeaderValue()
  readonly apiKey!: string;

  /** Sent as `X-Business-Area` on every call. */
  @IsHeaderValue()
  readonly businessArea!: string;

  /** Part of every path. */
  @IsHeaderValue()
  readonly walletAccountId!: string;

  @IsIn(CURRENCIES, { message: `must be one of ${CURRENCIES.join(', ')}` })
  readonly currency!: string;

  /** ISO 3166-1 alpha-2. */
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'must be a two-letter country code' })
  readonly country: string | null = null;

  /** For payouts that have no name of their own. The customer may see it. */
  @IsOptional()
  @Rule('isDefaultName', defaultNameProblem)
  readonly defaultName: string | null = null;

  @IsFlag()
  readonly requireApproval: boolean = false;
}

export class JumiaCreditsOptions {
  @IsArray({ message: 'must be a list' })
  @HasUniqueNames()
  @ValidateNested({ each: true, message: 'must be a list of objects' })
  @Type(() => JumiaCreditsAccountOptions)
  readonly accounts!: readonly JumiaCreditsAccountOptions[];

  /** One deadline over connection, request and answer, milliseconds. */
  @IsTimeoutMs()
  readonly timeoutMs: number = 45_000;

  /** An explicit egress proxy; the environment's proxies are ignored. */
  @IsOptional()
  @IsProxyUrl()
  readonly proxy: string | null = null;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

export type JumiaCreditsAccountInput = Given<
  JumiaCreditsAccountOptions,
  'name' | 'baseUrl' | 'apiKey' | 'businessArea' | 'walletAccountId' | 'currency'
>;

/** What a host writes; `JumiaCreditsOptions` is the same with the defaults filled in. */
export interface JumiaCreditsModuleOptions extends Partial<Omit<JumiaCreditsOptions, 'accounts'>> {
  readonly accounts: readonly JumiaCreditsAccountInput[];
}

/** Everything that is wrong with the options, at once. Fields read `accounts[0].baseUrl`; no value is repeated. */
export class JumiaCreditsOptionsError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(`JumiaPay Credits options: ${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
    this.name = 'JumiaCreditsOptionsError';
  }
}

/** @throws JumiaCreditsOptionsError */
export function parseJumiaCreditsOptions(raw: unknown): JumiaCreditsOptions {
  const [options, problems] = readOptions(JumiaCreditsOptions, raw);
  if (problems.length > 0) throw new JumiaCreditsOptionsError(problems);
  return options;
}
