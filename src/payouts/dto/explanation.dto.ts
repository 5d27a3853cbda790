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
  /** Time at which the action is planned. */
  @TimeOrNull()
  readonly at!: string | null;
}

@ApiSchema({ name: 'PayoutExplanationResend', description: 'Whether an operator may have it sent again.' })
export class ExplanationResendDto {
  @Flag()
  readonly allowed!: boolean;
  @Text()
  readonly reason!: string;
  /** Earliest time at which the payout may be sent again. Null if no time is known. */
  @TimeOrNull()
  readonly notBefore!: string | null;
}

@ApiSchema({ name: 'PayoutExplanation', description: 'Why a payout has its status, and what happens next.' })
export class ExplanationDto {
  @Text()
  readonly summary!: string;
  @PartList(ExplanationFactDto)
  readonly facts!: readonly ExplanationFactDto[];
  /** What the payout waits for, as a text for people. Null if it waits for nothing. */
  @TextOrNull()
  readonly waitingFor!: string | null;
  /** Next step that the worker takes by itself. Null if none is planned. */
  @PartOrNull(ExplanationNextDto)
  readonly next!: ExplanationNextDto | null;
  @Part(ExplanationResendDto)
  readonly resend!: ExplanationResendDto;
  /** Actions that are allowed now, such as `cancel` or `resolve:resend`. */
  @Texts()
  readonly actions!: readonly string[];
}
