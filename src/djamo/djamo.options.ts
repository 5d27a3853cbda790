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

  /** Everything before `/v1`. */
  @IsBaseUrl()
  readonly baseUrl!: string;

  @IsHeaderValue()
  readonly accessToken!: string;

  /** Sent as `X-Company-Id` on every call. */
  @IsOptional()
  @IsHeaderValue()
  readonly companyId: string | null = null;

  /** One or, while it is being rotated, two separated by a comma. Without it callbacks are refused. */
  @IsOptional()
  @Matches(/^[^\p{Cc},]+(,[^\p{Cc},]+)?$/u, { message: 'must be one or two comma-separated secrets' })
  readonly webhookSecret: string | null = null;

  @IsOptional()
  @IsIn(['CI', 'SN'], { message: 'must be CI or SN' })
  readonly country: 'CI' | 'SN' | null = null;

  /** Whole XOF, inclusive. The default is of the Djamo document, 'Sending money to one Djamo client'. */
  @IsInt(WHOLE_FRANCS)
  @Min(1, WHOLE_FRANCS)
  readonly minAmount: number = 5_000;

  /** Whole XOF, inclusive. */
  @Rule('isMaxAmount', maxAmountProblem)
  readonly maxAmount: number = 500_000;

  @IsFlag()
  readonly requireApproval: boolean = false;

  /** Check the recipient's KYC status before the first POST. */
  @IsFlag()
  readonly requireVerifiedRecipient: boolean = false;

  /** `after-absence` only once it is verified that Djamo refuses a repeated reference. */
  @IsIn(['never', 'after-absence'], { message: 'must be never or after-absence' })
  readonly resend: 'never' | 'after-absence' = 'never';
}

export class DjamoOptions {
  @IsArray({ message: 'must be a list' })
  @HasUniqueNames()
  @ValidateNested({ each: true, message: 'must be a list of objects' })
  @Type(() => DjamoAccountOptions)
  readonly accounts!: readonly DjamoAccountOptions[];

  /** One deadline over connection, request and answer, milliseconds. */
  @IsTimeoutMs()
  readonly timeoutMs: number = 45_000;

  /** Pages of a list that are asked for within a second; the engine counts only the question they belong to. */
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  readonly readRate: number = 20;

  /** An explicit egress proxy; the environment's proxies are ignored. */
  @IsOptional()
  @IsProxyUrl()
  readonly proxy: string | null = null;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

export type DjamoAccountInput = Given<DjamoAccountOptions, 'name' | 'baseUrl' | 'accessToken'>;

/** What a host writes; `DjamoOptions` is the same with the defaults filled in. */
export interface DjamoModuleOptions extends Partial<Omit<DjamoOptions, 'accounts'>> {
  readonly accounts: readonly DjamoAccountInput[];
}

/** Everything that is wrong with the options, at once. Fields read `accounts[0].baseUrl`; no value is repeated. */
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
