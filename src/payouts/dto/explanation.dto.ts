import { ApiSchema } from '@nestjs/swagger';
import { Flag, Part, PartList, PartOrNull, Text, TextOrNull, Texts, Time, TimeOrNull } from './api-fields.js';

@ApiSchema({ name: 'PayoutExplanationFact' })
export class ExplanationFactDto {
  @Text()
  readonly fact!: string;
  @Text({ description: 'Who says so' })
  readonly source!: string;
  @Time()
  readonly at!: string;
}

@ApiSchema({ name: 'PayoutExplanationNext' })
export class ExplanationNextDto {
  @Text()
  readonly action!: string;
  @TimeOrNull()
  readonly at!: string | null;
}

@ApiSchema({ name: 'PayoutExplanationResend', description: 'Whether an operator may have it sent again.' })
export class ExplanationResendDto {
  @Flag()
  readonly allowed!: boolean;
  @Text()
  readonly reason!: string;
  @TimeOrNull()
  readonly notBefore!: string | null;
}

@ApiSchema({ name: 'PayoutExplanation', description: 'Why a payout has its status, and what happens next.' })
export class ExplanationDto {
  @Text()
  readonly summary!: string;
  @PartList(ExplanationFactDto)
  readonly facts!: readonly ExplanationFactDto[];
  @TextOrNull()
  readonly waitingFor!: string | null;
  @PartOrNull(ExplanationNextDto)
  readonly next!: ExplanationNextDto | null;
  @Part(ExplanationResendDto)
  readonly resend!: ExplanationResendDto;
  @Texts()
  readonly actions!: readonly string[];
}
