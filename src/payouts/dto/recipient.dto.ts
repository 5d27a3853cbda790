import { ApiProperty, type ApiPropertyOptions, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsE164, IsEmailAddress } from './rules.js';

/** A recipient. Exactly one of its two fields must be set; null means the same as an omitted field. */
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

/** The two kinds of recipients in the OpenAPI document. Every DTO with a recipient lists them as extra models. */
export const RECIPIENT_KINDS = [MsisdnRecipientDto, EmailRecipientDto] as const;

export const AnyRecipient = () => {
  const oneOf = RECIPIENT_KINDS.map((kind) => ({ $ref: getSchemaPath(kind) }));
  // Without `type`, Swagger would add the property's class as a third alternative. The declared types forbid both.
  return ApiProperty({ type: 'object', oneOf } as ApiPropertyOptions);
};
