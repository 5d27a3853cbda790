import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Rule } from '../../../common/account-options.js';
import type { AccountSafety } from '../../../common/connector-account.js';
import { textProblem } from '../../../common/text-rules.js';
import type { ReadOutcome } from '../../domain/read-outcome.js';
import {
  Count,
  Flag,
  OneOf,
  Part,
  PartList,
  PartOrNull,
  Text,
  TextOrNull,
  Texts,
  Time,
  TimeOrNull,
} from '../../dto/api-fields.js';

@ApiSchema({ name: 'PayoutAccountLimits' })
export class AccountLimitsDto {
  @TextOrNull({ example: '5000' })
  readonly min!: string | null;
  @TextOrNull({ example: '500000' })
  readonly max!: string | null;
  @TextOrNull({ example: '5000000', description: 'Most that is accepted on one day of the account’s country' })
  readonly daily!: string | null;
  @TextOrNull({ example: '1250000', description: 'What is left of it today' })
  readonly dailyLeft!: string | null;
}

@ApiSchema({ name: 'PayoutAccountSafety', description: 'What the provider is known to do.' })
export class AccountSafetyDto implements AccountSafety {
  @OneOf(['by-reference', 'unverified'])
  readonly dedupe!: AccountSafety['dedupe'];
  @OneOf(['by-reference', 'scan'])
  readonly lookup!: AccountSafety['lookup'];
  @OneOf(['hmac', 'capability-url', 'none'])
  readonly callbackAuth!: AccountSafety['callbackAuth'];
  @Flag()
  readonly returnsAfterPaid!: boolean;
}

@ApiSchema({ name: 'PayoutAccountBalance' })
export class AccountBalanceDto {
  @Text({ example: '1250000' })
  readonly amount!: string;
  @Text({ example: 'XOF' })
  readonly currency!: string;
  @Time()
  readonly asOf!: string;
}

@ApiSchema({ name: 'PayoutAccountCommitted', description: 'Payouts that are queued or under way.' })
export class AccountCommittedDto {
  @Text({ example: '450000' })
  readonly amount!: string;
  @Text({ example: 'XOF' })
  readonly currency!: string;
}

@ApiSchema({ name: 'PayoutAccountHold', description: 'Nothing is sent from the account for now.' })
export class AccountHoldDto {
  @Text({
    example: 'unknown_outcomes',
    description:
      'Of the worker: unknown_outcomes, unreachable, throttled, account_fault, unexplained_transaction, insufficient_funds, repeated_failures. Of a person: their words',
  })
  readonly reason!: string;
  @TimeOrNull('Null: until an operator resumes it')
  readonly until!: string | null;
  @Text({ description: 'worker, or the consumer who paused it' })
  readonly by!: string;
}

@ApiSchema({ name: 'PayoutAccountLastRead', description: 'Whether the provider answers questions about payouts.' })
export class AccountLastReadDto {
  @Time()
  readonly at!: string;
  @OneOf(['ok', 'unauthorized', 'throttled', 'unavailable', 'unreadable'])
  readonly outcome!: ReadOutcome;
}

@ApiSchema({ name: 'PayoutAccount' })
export class AccountDto {
  @Text({ example: 'djamo' })
  readonly name!: string;
  @Text({ example: 'djamo' })
  readonly provider!: string;
  @TextOrNull({ example: 'CI' })
  readonly country!: string | null;
  @Texts()
  readonly currencies!: readonly string[];
  @Part(AccountLimitsDto)
  readonly limits!: AccountLimitsDto;
  @Part(AccountSafetyDto)
  readonly safety!: AccountSafetyDto;
  @Flag()
  readonly requireApproval!: boolean;
  @Count('Consumers who must approve a payout that needs it')
  readonly approvers!: number;
  @TextOrNull({ example: '100000', description: 'Only payouts of more need an approval; null: all, if any do' })
  readonly approvalAbove!: string | null;
  @PartOrNull(AccountBalanceDto)
  readonly balance!: AccountBalanceDto | null;
  @Part(AccountCommittedDto)
  readonly committed!: AccountCommittedDto;
  @PartOrNull(AccountLastReadDto)
  readonly lastRead!: AccountLastReadDto | null;
  @PartOrNull(AccountHoldDto)
  readonly hold!: AccountHoldDto | null;
}

@ApiSchema({ name: 'PayoutAccountPage' })
export class AccountPageDto {
  @PartList(AccountDto)
  readonly data!: readonly AccountDto[];
}

const MAX_REASON = 500;

@ApiSchema({ name: 'PayoutAccountPause' })
export class PauseAccountDto {
  @ApiProperty({ type: 'string', minLength: 1, maxLength: MAX_REASON, example: 'The wallet is being topped up' })
  @Rule('isReason', (value) => (typeof value === 'string' ? textProblem(value, MAX_REASON) : 'must be a text'))
  readonly reason!: string;
}
