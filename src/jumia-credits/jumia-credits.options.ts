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

  /** The part of the URL before `/api/v1`. It ends in `/b2ccredits`. */
  @IsBaseUrl()
  readonly baseUrl!: string;

  @IsHeaderValue()
  readonly apiKey!: string;

  /** Sent as `X-Business-Area` with every request. */
  @IsHeaderValue()
  readonly businessArea!: string;

  /** The id of the wallet. Part of every path. */
  @IsHeaderValue()
  readonly walletAccountId!: string;

  @IsIn(CURRENCIES, { message: `must be one of ${CURRENCIES.join(', ')}` })
  readonly currency!: string;

  /** ISO 3166-1 alpha-2 code. */
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'must be a two-letter country code' })
  readonly country: string | null = null;

  /** Name for payouts that have none. The customer may see it. */
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

  /** Milliseconds for connection, request and answer together. */
  @IsTimeoutMs()
  readonly timeoutMs: number = 45_000;

  /** URL of the outgoing proxy. Proxies of the environment are ignored. */
  @IsOptional()
  @IsProxyUrl()
  readonly proxy: string | null = null;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

export type JumiaCreditsAccountInput = Given<
  JumiaCreditsAccountOptions,
  'name' | 'baseUrl' | 'apiKey' | 'businessArea' | 'walletAccountId' | 'currency'
>;

/** The options as a host writes them. `JumiaCreditsOptions` is the same with all defaults. */
export interface JumiaCreditsModuleOptions extends Partial<Omit<JumiaCreditsOptions, 'accounts'>> {
  readonly accounts: readonly JumiaCreditsAccountInput[];
}

/**
 * Thrown with all problems of the options at once. Field names look like `accounts[0].baseUrl`; values are not
 * repeated.
 */
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
