import { ApiSchema } from '@nestjs/swagger';
import {
  EVENT_SOURCES,
  EVENT_TYPES,
  type EventSource,
  type EventType,
  PAYOUT_STATUSES,
  type PayoutStatus,
} from '../domain/payout.js';
import { Count, Data, NextCursor, OneOf, OneOfOrNull, PartList, Time } from './api-fields.js';

@ApiSchema({ name: 'PayoutEvent', description: 'What happened to a payout; never changed, never removed.' })
export class PayoutEventDto {
  @Count('From 1, without gaps')
  readonly sequence!: number;
  @OneOf(EVENT_TYPES)
  readonly type!: EventType;
  @OneOf(EVENT_SOURCES)
  readonly source!: EventSource;
  @Time()
  readonly at!: string;
  /** Status before the event. Null for the first event of a payout. */
  @OneOfOrNull(PAYOUT_STATUSES)
  readonly from!: PayoutStatus | null;
  /** Status after the event. It equals `from` if the event did not change the status. */
  @OneOf(PAYOUT_STATUSES)
  readonly to!: PayoutStatus;
  @Data('What is known about it, for people')
  readonly data!: Readonly<Record<string, unknown>>;
}

@ApiSchema({ name: 'PayoutEventPage', description: 'In the order in which they happened.' })
export class PayoutEventPageDto {
  @PartList(PayoutEventDto)
  readonly data!: readonly PayoutEventDto[];
  @NextCursor()
  readonly nextCursor!: string | null;
}
