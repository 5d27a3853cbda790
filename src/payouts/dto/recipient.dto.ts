import { ApiProperty, type ApiPropertyOptions, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsE164, IsEmailAddress } from './rules.js';

/**
 * Recipient of a payout. Exactly one field must be set: `msisdn` (a phone number in E.164 form) or `email`. Null counts
 * as omitted.
 */
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

/**
 * Classes that describe the two kinds of recipients in the OpenAPI document. A DTO with a recipient must name them in
 * `ApiExtraModels`, or the document does not contain them.
 */
export const RECIPIENT_KINDS = [MsisdnRecipientDto, EmailRecipientDto] as const;

/** Decorator that documents a field as a recipient of one of the two kinds. */
export const AnyRecipient = () => {
  const oneOf = RECIPIENT_KINDS.map((kind) => ({ $ref: getSchemaPath(kind) }));
  // Without `type`, Swagger would add the class of the property as a third alternative. The cast is needed because the
  // types of Swagger do not allow `type` beside `oneOf`.
  return ApiProperty({ type: 'object', oneOf } as ApiPropertyOptions);
};
