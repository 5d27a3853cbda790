import { Injectable } from '@nestjs/common';
import { consumerAudience, OPERATIONS_AUDIENCE } from '../domain/outbox-event.js';
import { invalid, validated } from '../dto/validated.js';
import { EngineContext } from '../engine/engine-context.js';
import { timeText } from '../payout-view.js';
import { PayoutError } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import type { Outbox, PlacedEvent } from '../storage/outbox.repository.js';
import { type FeedDto, type FeedEventDto, ReadFeedDto } from './dto/event-feed.dto.js';
import { type FeedPlace, feedPlaceOf, placeFromText, placeToText } from './feed-place.js';
import { Sequencer } from './sequencer.js';

/**
 * Serves the events of webhooks also on request, as a feed: `GET /v1/events`. Each event has a position, its number in
 * the feed. A reader asks for the events after the last position that it has seen. It misses none, because a new event
 * always gets a higher position than all earlier ones.
 */
@Injectable()
export class EventFeed {
  constructor(
    private readonly context: EngineContext,
    private readonly sequencer: Sequencer,
  ) {}

  /**
   * Returns one page of the events that the principal may read, in the order of their positions. Without `after`, the
   * page starts at the oldest event that is still kept. `next` in the result is the `after` of the next request.
   * @throws PayoutError `validation_failed`
   * @throws PayoutError `gone` if events after the given position are already deleted, or if the position is from
   * another database. The error has a member `next`: the position from which the reader can continue
   */
  async read(query: ReadFeedDto, principal: Principal): Promise<FeedDto> {
    const { after: text, types = null, limit } = validated(ReadFeedDto, query);
    const asked = text === undefined ? null : requirePlace(text);
    // Gives a position to everything that was committed before the request, so that the response includes it.
    await this.sequencer.catchUp();
    return this.context.unitOfWork.read(async ({ outbox }) => {
      const { position: upTo } = await outbox.feed();
      const after = asked ?? (await this.oldest(outbox));
      const audiences = audiencesOf(principal);
      const found = await outbox.read({ audiences, types, after: after.position, upTo, limit });
      // Checked after the read: events that are deleted meanwhile are then either in the page or reported as gone.
      await this.requireKept(outbox, after);
      const last = found.at(-1);
      const next = last ? feedPlaceOf(last.position, last) : await this.further(outbox, after, upTo);
      return { data: found.map(toEventDto), next: placeToText(next) };
    });
  }

  /**
   * Returns the position before the oldest event that is kept. A reader without a position starts there. If none is
   * kept, returns the end of the feed.
   */
  private async oldest(outbox: Outbox): Promise<FeedPlace> {
    const { floor, position } = await outbox.feed();
    const first = await outbox.firstSince(this.keptSince, floor);
    const before = first === null ? position : first.position - 1;
    return feedPlaceOf(before, await outbox.at(before));
  }

  /**
   * Checks that no event after the position is deleted.
   * @throws PayoutError `gone` if one is, or if the position is from another database
   */
  private async requireKept(outbox: Outbox, { position, mark }: FeedPlace): Promise<void> {
    const { floor, position: end } = await outbox.feed();
    const there = await outbox.at(position);
    const [following] = await outbox.next(position, 1);
    const isOurs = position <= end && (there === null || there.id.endsWith(mark));
    if (isOurs && position >= floor && (following === undefined || following.at >= this.keptSince)) return;
    const detail = 'Events after this place are deleted. Continue with next, and read important payouts by id.';
    throw new PayoutError('gone', detail, { members: { next: placeToText(await this.oldest(outbox)) } });
  }

  /**
   * Returns the position for the request after an empty page. Usually it is the same position again. If the next event
   * in the feed (which this reader does not get) is older than half of the retention time, it is the end of the feed. A
   * reader whose events are rare therefore never gets `gone`.
   */
  private async further(outbox: Outbox, after: FeedPlace, upTo: number): Promise<FeedPlace> {
    const [following] = await outbox.next(after.position, 1);
    const young = this.context.clock.now() - this.context.timings.eventRetention / 2;
    if (following === undefined || following.at > young || upTo <= after.position) return after;
    return feedPlaceOf(upTo, await outbox.at(upTo));
  }

  /** Time before which events may be deleted, in epoch milliseconds. */
  private get keptSince(): number {
    return this.context.clock.now() - this.context.timings.eventRetention;
  }
}

/**
 * Returns the audiences (groups that may read an event) to which the principal belongs: its consumer and, with the
 * scope `operations`, the operators. Operators get the events about accounts and discrepancies.
 */
function audiencesOf({ consumer, scopes }: Principal): string[] {
  return [consumerAudience(consumer), ...(scopes.includes('operations') ? [OPERATIONS_AUDIENCE] : [])];
}

/**
 * Parses the position that a client sends.
 * @throws PayoutError `validation_failed` if it is not one
 */
function requirePlace(text: string): FeedPlace {
  const place = placeFromText(text);
  if (place === null) throw invalid([{ field: 'after', message: 'must be the next of an earlier answer' }]);
  return place;
}

function toEventDto({ id, type, at, data }: PlacedEvent): FeedEventDto {
  return { id, type, timestamp: timeText(at), data };
}
