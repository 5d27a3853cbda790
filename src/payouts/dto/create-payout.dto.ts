import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { AnyRecipient, RECIPIENT_KINDS, RecipientDto } from './recipient.dto.js';
import {
  HasExactlyOneOf,
  IsAmount,
  IsCurrency,
  IsMetadata,
  IsName,
  IsPayoutText,
  IsReference,
  IsRfc3339,
} from './rules.js';

/** Maximum number of characters of `name` and of `description`. A provider may allow fewer. */
const MAX_TEXT = 255;

/**
 * Body of a request for a payout. The decorators check the rules that are the same for all providers. The connector of
 * the account checks the rules of its provider later. A field with the value null counts as omitted.
 */
@ApiExtraModels(...RECIPIENT_KINDS)
@ApiSchema({ name: 'PayoutRequest' })
export class CreatePayoutDto {
  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    example: 'djamo',
    description: 'Narrows the choice of account',
  })
  @IsOptional()
  @IsName()
  readonly provider?: string | null;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    example: 'djamo',
    description: 'Narrows the choice of account',
  })
  @IsOptional()
  @IsName()
  readonly account?: string | null;

  @ApiProperty({ type: 'string', pattern: '^(0|[1-9]\\d{0,11})(\\.\\d+)?$', example: '5000', description: 'Above 0' })
  @IsAmount()
  readonly amount!: string;

  @ApiProperty({ type: 'string', pattern: '^[A-Z]{3}$', example: 'XOF' })
  @IsCurrency()
  readonly currency!: string;

  @AnyRecipient()
  @ValidateNested({ message: 'must be an object' })
  @HasExactlyOneOf('msisdn', 'email')
  @Type(() => RecipientDto)
  readonly recipient!: RecipientDto;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    maxLength: 100,
    example: 'salary-2026-11-0042',
    description: 'Your own id, visible ASCII, unique for ever: a second payout with it is refused',
  })
  @IsOptional()
  @IsReference()
  readonly reference?: string | null;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    description: 'JumiaPay Credits: required there unless the account has a default, at most 50, the customer sees it',
  })
  @IsOptional()
  @IsPayoutText(MAX_TEXT)
  readonly name?: string | null;

  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: MAX_TEXT })
  @IsOptional()
  @IsPayoutText(MAX_TEXT)
  readonly description?: string | null;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'JumiaPay Credits: at least 5 minutes ahead, with any offset',
  })
  @IsOptional()
  @IsRfc3339()
  readonly expiresAt?: string | null;

  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: 100, description: 'Djamo' })
  @IsOptional()
  @IsReference()
  readonly subCompanyId?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: 500 },
    nullable: true,
    description: 'Up to 20 keys, kept for you and never sent on',
  })
  @IsOptional()
  @IsMetadata()
  readonly metadata?: Readonly<Record<string, string>> | null;
}
