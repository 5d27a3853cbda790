import { ApiSchema } from '@nestjs/swagger';
import { Count, PartList, TextOrNull, Time } from './api-fields.js';

@ApiSchema({
  name: 'PayoutCallback',
  description: "An authentic callback, in the provider's words. It has no effect on the payout.",
})
export class PayoutCallbackDto {
  @TextOrNull({ example: 'CREDIT_USAGE_UPDATE' })
  readonly type!: string | null;
  @TextOrNull({ example: 'processing_delivery' })
  readonly oldStatus!: string | null;
  @TextOrNull({ example: 'delivered' })
  readonly newStatus!: string | null;
  /**
   * Amount of the credit that its recipient had spent before this callback, as a decimal string. Null if the callback
   * does not say.
   */
  @TextOrNull({ example: '0.00' })
  readonly oldUsage!: string | null;
  /**
   * Amount of the credit that its recipient has spent by now, as a decimal string. Null if the callback does not say.
   */
  @TextOrNull({ example: '33.30' })
  readonly newUsage!: string | null;
  @TextOrNull({ description: 'Why it failed, in the words of the provider' })
  readonly reason!: string | null;
  @Count('How often it came')
  readonly count!: number;
  @Time()
  readonly firstAt!: string;
  @Time()
  readonly lastAt!: string;
}

@ApiSchema({ name: 'PayoutCallbackPage', description: 'Oldest first.' })
export class PayoutCallbackPageDto {
  @PartList(PayoutCallbackDto)
  readonly data!: readonly PayoutCallbackDto[];
}
