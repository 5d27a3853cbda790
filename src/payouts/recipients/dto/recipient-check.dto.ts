import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { Flag, Text, TextOrNull } from '../../dto/api-fields.js';
import { IsE164, IsName, IsReference } from '../../dto/rules.js';

/**
 * Query parameters of a recipient check. `provider` and `account` select the account through which the provider is
 * asked, if several accounts fit.
 */
export class CheckRecipientDto {
  @ApiProperty({ type: 'string', example: '+2250701020304', description: 'E.164; encode the + as %2B' })
  // A `+` that is not URL-encoded arrives as a space.
  @Transform(({ value }) => (typeof value === 'string' ? value.replace(/^ /, '+') : value))
  @IsE164()
  readonly msisdn!: string;

  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsName()
  readonly provider?: string;

  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsName()
  readonly account?: string;

  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsReference()
  readonly subCompanyId?: string;
}

@ApiSchema({ name: 'PayoutRecipientCheck' })
export class RecipientCheckDto {
  @Text({ example: 'djamo' })
  readonly provider!: string;
  @Text({ example: 'djamo' })
  readonly account!: string;
  @Text({ example: '+2250701020304' })
  readonly msisdn!: string;
  @TextOrNull({ description: "The provider's own word, null when it does not know the number", example: 'complete' })
  readonly kycStatus!: string | null;
  /** True if the provider says that this recipient can be paid. False also if it does not know the number. */
  @Flag()
  readonly payable!: boolean;
}
