import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Rule } from '../../../common/account-options.js';
import { textProblem } from '../../../common/text-rules.js';
import { RESOLUTION_ACTIONS, type ResolutionAction } from '../../domain/payout.js';

/** Maximum number of characters of an operator's note. It is stored in the history of the payout. */
export const MAX_NOTE = 500;

@ApiSchema({ name: 'PayoutResolutionRequest' })
export class ResolvePayoutDto {
  @ApiProperty({
    enum: RESOLUTION_ACTIONS,
    description: '`resend`: send the same id again. `mark_paid`, `mark_failed`: record what you know from the provider',
  })
  @Rule('isAction', (value) =>
    (RESOLUTION_ACTIONS as readonly unknown[]).includes(value)
      ? null
      : `must be one of ${RESOLUTION_ACTIONS.join(', ')}`,
  )
  readonly action!: ResolutionAction;

  @ApiProperty({ type: 'string', minLength: 1, maxLength: MAX_NOTE, example: 'Djamo support: never received' })
  @Rule('isNote', (value) => (typeof value === 'string' ? textProblem(value, MAX_NOTE) : 'must be a text'))
  readonly note!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The `version` of the payout that was decided about' })
  @Rule('isVersion', (value) => (Number.isSafeInteger(value) ? null : 'must be the version of the payout, a number'))
  readonly confirm!: number;
}
