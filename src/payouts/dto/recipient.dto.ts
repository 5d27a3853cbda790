import { ApiProperty, type ApiPropertyOptions, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsE164, IsEmailAddress } from './rules.js';

/** A recipient with exactly one of the two fields. A null is the same as a missing field. */
export class RecipientDto {
  @IsOptional()
  @IsE164()
  readonly msisdn?: string | null;

  @IsOptional()
  @IsEmailAddress()
  readonly email?: string | null;
}

@ApiSchema({ name: 'PayoutMsisdnRecipient', description: 'For Djamo.' })
class MsisdnRecipientDto {
  @ApiProperty({ type: 'string', description: 'E.164', example: '+2250701020300' })
  readonly msisdn!: string;
}

@ApiSchema({ name: 'PayoutEmailRecipient', description: 'For JumiaPay Credits.' })
class EmailRecipientDto {
  @ApiProperty({ type: 'string', maxLength: 254, example: 'awa@example.com' })
  readonly email!: string;
}

/** The two kinds in the OpenAPI document. Every DTO with a recipient needs them as extra models. */
export const RECIPIENT_KINDS = [MsisdnRecipientDto, EmailRecipientDto] as const;

export const AnyRecipient = () => {
  const oneOf = RECIPIENT_KINDS.map((kind) => ({ $ref: getSchemaPath(kind) }));
  // Without `type` Swagger would add the class of the property as a third alternative. Its types do not allow both.
  return ApiProperty({ type: 'object', oneOf } as ApiPropertyOptions);
};
