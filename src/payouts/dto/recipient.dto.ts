import { ApiProperty, type ApiPropertyOptions, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsE164, IsEmailAddress } from './rules.js';

/** Exactly one of the two; an explicit null is the same as leaving the field out. */
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

/** As the OpenAPI document tells them: extra models of every DTO with a recipient. */
export const RECIPIENT_KINDS = [MsisdnRecipientDto, EmailRecipientDto] as const;

export const AnyRecipient = () => {
  const oneOf = RECIPIENT_KINDS.map((kind) => ({ $ref: getSchemaPath(kind) }));
  // Without the type the class of the property would stand beside the two; the types of Swagger do not know both.
  return ApiProperty({ type: 'object', oneOf } as ApiPropertyOptions);
};
