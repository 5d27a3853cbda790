import { ApiExtraModels, ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  CANCELLATION_STATUSES,
  type CancellationStatus,
  FAILURE_CODES,
  type FailureCode,
  PAYOUT_STATUSES,
  type PayoutStatus,
  RESOLUTION_ACTIONS,
  REVIEW_REASONS,
  type ResolutionAction,
  type ReviewReason,
} from '../domain/payout.js';
import {
  Count,
  NextCursor,
  OneOf,
  OneOfOrNull,
  PartList,
  PartOrNull,
  Text,
  TextOrNull,
  Time,
  TimeOrNull,
} from './api-fields.js';
import { AnyRecipient, RECIPIENT_KINDS, type RecipientDto } from './recipient.dto.js';

@ApiSchema({ name: 'PayoutReview', description: 'A person must decide; until then nothing is sent for the payout.' })
export class ReviewDto {
  @OneOf(REVIEW_REASONS)
  readonly reason!: ReviewReason;
  @Time()
  readonly since!: string;
  @Text()
  readonly message!: string;
}

@ApiSchema({ name: 'PayoutFailure' })
export class FailureDto {
  @OneOf(FAILURE_CODES)
  readonly code!: FailureCode;
  @Text()
  readonly message!: string;
  @TextOrNull({ description: "The provider's own words" })
  readonly providerReason!: string | null;
}

@ApiSchema({
  name: 'PayoutProviderData',
  description: "The provider's own record, as of its last answer that told something new.",
})
export class ProviderDataDto {
  @TextOrNull({ example: '5050', description: 'What the account was charged: the amount and the fee' })
  readonly totalAmount!: string | null;
  @TextOrNull({ description: "The provider's own batch, not ours" })
  readonly batchId!: string | null;
  /** Time at which the provider created the payout, by the provider's clock. Null if unknown. */
  @TimeOrNull()
  readonly createdAt!: string | null;
  /** Time of the provider's last change, by the provider's clock. Null if unknown. */
  @TimeOrNull()
  readonly updatedAt!: string | null;
}

@ApiSchema({ name: 'PayoutCancellation', description: 'Cancellation of a credit that was already paid.' })
export class CancellationDto {
  @OneOf(CANCELLATION_STATUSES)
  readonly status!: CancellationStatus;
  @Time()
  readonly requestedAt!: string;
  @Time()
  readonly updatedAt!: string;
  @TextOrNull()
  readonly reason!: string | null;
}

@ApiSchema({ name: 'PayoutResolution', description: "An operator's decision." })
export class ResolutionDto {
  @OneOf(RESOLUTION_ACTIONS)
  readonly action!: ResolutionAction;
  @Text()
  readonly by!: string;
  @Text()
  readonly note!: string;
  @Time()
  readonly at!: string;
}

@ApiExtraModels(...RECIPIENT_KINDS)
@ApiSchema({ name: 'Payout' })
export class PayoutDto {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'Also the id that the provider gets' })
  readonly id!: string;
  @OneOf(['payout'])
  readonly object!: 'payout';
  @Count('Grows with every change')
  readonly version!: number;
  @OneOf(PAYOUT_STATUSES)
  readonly status!: PayoutStatus;
  @TextOrNull({ description: 'The payout that this one orders again' })
  readonly retryOf!: string | null;
  /** Open review. Null if no person has to decide about the payout. */
  @PartOrNull(ReviewDto)
  readonly review!: ReviewDto | null;
  @Text({ example: 'djamo' })
  readonly provider!: string;
  @Text({ example: 'djamo' })
  readonly account!: string;
  @Text({ example: '5000', description: "Decimal text at the currency's full scale" })
  readonly amount!: string;
  @Text({ example: 'XOF' })
  readonly currency!: string;
  @TextOrNull({ description: 'As reported by the provider' })
  readonly fee!: string | null;
  @AnyRecipient()
  readonly recipient!: RecipientDto;
  @TextOrNull()
  readonly reference!: string | null;
  @TextOrNull()
  readonly name!: string | null;
  @TextOrNull()
  readonly description!: string | null;
  @TextOrNull()
  readonly subCompanyId!: string | null;
  @TextOrNull({ description: "The provider's own id" })
  readonly providerId!: string | null;
  @PartOrNull(ProviderDataDto)
  readonly providerData!: ProviderDataDto | null;
  @PartOrNull(FailureDto)
  readonly failure!: FailureDto | null;
  @TextOrNull({ description: 'What the customer spent' })
  readonly usedAmount!: string | null;
  @TextOrNull({ description: 'The amount that came back; may be less than the amount' })
  readonly returnedAmount!: string | null;
  /** Reason why all or part of the money came back. Null if none came back. */
  @OneOfOrNull(['canceled', 'expired', 'reversed'])
  readonly returnReason!: 'canceled' | 'expired' | 'reversed' | null;
  /** Request to the provider to take back a paid credit, with its current status. Null if nobody has asked for it. */
  @PartOrNull(CancellationDto)
  readonly cancellation!: CancellationDto | null;
  /**
   * Decision of an operator that ended a review. A later report of the provider may overrule it. Null if there was
   * none.
   */
  @PartOrNull(ResolutionDto)
  readonly resolution!: ResolutionDto | null;
  /** Id of the batch that contains the payout. Null if it was requested alone. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly batchId!: string | null;
  @TimeOrNull()
  readonly expiresAt!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  readonly metadata!: Readonly<Record<string, string>> | null;
  @Time()
  readonly createdAt!: string;
  @TimeOrNull('Start of the first submission')
  readonly submittedAt!: string | null;
  @TimeOrNull('When paid or failed was first recorded')
  readonly settledAt!: string | null;
  @TimeOrNull()
  readonly returnedAt!: string | null;
  @Time()
  readonly updatedAt!: string;
}

@ApiSchema({ name: 'PayoutPage', description: 'Newest first.' })
export class PayoutPageDto {
  @PartList(PayoutDto)
  readonly data!: readonly PayoutDto[];
  @NextCursor()
  readonly nextCursor!: string | null;
}
