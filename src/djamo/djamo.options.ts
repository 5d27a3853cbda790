import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, Matches, Min, ValidateNested } from 'class-validator';
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

const WHOLE_FRANCS = { message: 'must be a whole number of francs above 0' };

function maxAmountProblem(value: unknown, owner: object): string | null {
  const { minAmount } = owner as DjamoAccountOptions;
  if (!Number.isSafeInteger(value) || Number(value) < 1) return WHOLE_FRANCS.message;
  return Number(value) < minAmount ? 'must not be below minAmount' : null;
}

/** One Djamo Business account. */
export class DjamoAccountOptions {
  @IsAccountName()
  readonly name!: string;

  /** The part of the URL before `/v1`. */
  @IsBaseUrl()
  readonly baseUrl!: string;

  @IsHeaderValue()
  readonly accessToken!: string;

  /** Sent as `X-Company-Id` with every request. */
  @IsOptional()
  @IsHeaderValue()
  readonly companyId: string | null = null;

  /**
   * The secret that verifies callbacks. During a rotation two, separated by a comma. Without it callbacks are refused.
   */
  @IsOptional()
  @Matches(/^[^\p{Cc},]+(,[^\p{Cc},]+)?$/u, { message: 'must be one or two comma-separated secrets' })
  readonly webhookSecret: string | null = null;

  @IsOptional()
  @IsIn(['CI', 'SN'], { message: 'must be CI or SN' })
  readonly country: 'CI' | 'SN' | null = null;

  /**
   * Smallest amount in whole XOF, inclusive. The default is from the Djamo document, 'Sending money to one Djamo
   * client'.
   */
  @IsInt(WHOLE_FRANCS)
  @Min(1, WHOLE_FRANCS)
  readonly minAmount: number = 5_000;

  /** Largest amount in whole XOF, inclusive. */
  @Rule('isMaxAmount', maxAmountProblem)
  readonly maxAmount: number = 500_000;

  @IsFlag()
  readonly requireApproval: boolean = false;

  /** If true, the recipient's KYC status is checked before the first POST. */
  @IsFlag()
  readonly requireVerifiedRecipient: boolean = false;

  /** Use `after-absence` only after verifying that Djamo refuses a repeated reference. */
  @IsIn(['never', 'after-absence'], { message: 'must be never or after-absence' })
  readonly resend: 'never' | 'after-absence' = 'never';
}

export class DjamoOptions {
  @IsArray({ message: 'must be a list' })
  @HasUniqueNames()
  @ValidateNested({ each: true, message: 'must be a list of objects' })
  @Type(() => DjamoAccountOptions)
  readonly accounts!: readonly DjamoAccountOptions[];

  /** Milliseconds for connection, request and answer together. */
  @IsTimeoutMs()
  readonly timeoutMs: number = 45_000;

  /** Most pages of a list read per second. The engine's own limit counts a whole list as one read. */
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  readonly readRate: number = 20;

  /** URL of the outgoing proxy. Proxies of the environment are ignored. */
  @IsOptional()
  @IsProxyUrl()
  readonly proxy: string | null = null;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

export type DjamoAccountInput = Given<DjamoAccountOptions, 'name' | 'baseUrl' | 'accessToken'>;

/** The options as a host writes them. `DjamoOptions` is the same with all defaults. */
export interface DjamoModuleOptions extends Partial<Omit<DjamoOptions, 'accounts'>> {
  readonly accounts: readonly DjamoAccountInput[];
}

/**
 * Thrown with all problems of the options at once. Field names look like `accounts[0].baseUrl`; values are not
 * repeated.
 */
export class DjamoOptionsError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(`Djamo options: ${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
    this.name = 'DjamoOptionsError';
  }
}

/** @throws DjamoOptionsError */
export function parseDjamoOptions(raw: unknown): DjamoOptions {
  const [options, problems] = readOptions(DjamoOptions, raw);
  if (problems.length > 0) throw new DjamoOptionsError(problems);
  return options;
}
