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
  /** Time from which the action is due. Rate limits may delay it. */
  @TimeOrNull()
  readonly at!: string | null;
}

@ApiSchema({ name: 'PayoutExplanationResend', description: 'Whether an operator may have it sent again.' })
export class ExplanationResendDto {
  @Flag()
  readonly allowed!: boolean;
  @Text()
  readonly reason!: string;
  /**
   * Earliest time at which the payout may be sent again, by the worker or, during a review, by an operator. Null if no
   * time is known.
   */
  @TimeOrNull()
  readonly notBefore!: string | null;
}

@ApiSchema({ name: 'PayoutExplanation', description: 'Why a payout has its status, and what happens next.' })
export class ExplanationDto {
  @Text()
  readonly summary!: string;
  @PartList(ExplanationFactDto)
  readonly facts!: readonly ExplanationFactDto[];
  /** What the payout waits for, as a continuation of "The payout waits for …". Null if it waits for nothing. */
  @TextOrNull()
  readonly waitingFor!: string | null;
  /** Next step that the worker takes by itself. Null if none is planned. */
  @PartOrNull(ExplanationNextDto)
  readonly next!: ExplanationNextDto | null;
  @Part(ExplanationResendDto)
  readonly resend!: ExplanationResendDto;
  /**
   * Actions of the API that are allowed now: `approve`, `reject`, `cancel`, `refresh`, and `resolve:` with an action,
   * such as `resolve:resend`. Empty if there are none.
   */
  @Texts()
  readonly actions!: readonly string[];
}
