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
 * Serves the same events as webhooks, but on request: `GET /v1/events`. A reader asks for the events after its last
 * position. It misses none, because a new event always gets a later position.
 */
@Injectable()
export class EventFeed {
  constructor(
    private readonly context: EngineContext,
    private readonly sequencer: Sequencer,
  ) {}

  /**
   * Returns one page of events.
   * @throws PayoutError `validation_failed`; `gone` if events after the position are deleted
   */
  async read(query: ReadFeedDto, principal: Principal): Promise<FeedDto> {
    const { after: text, types = null, limit } = validated(ReadFeedDto, query);
    const asked = text === undefined ? null : requirePlace(text);
    // Makes the response include everything that was committed before the request.
    await this.sequencer.catchUp();
    return this.context.unitOfWork.read(async ({ outbox }) => {
      const { position: upTo } = await outbox.feed();
      const after = asked ?? (await this.oldest(outbox));
      const audiences = audiencesOf(principal);
      const found = await outbox.read({ audiences, types, after: after.position, upTo, limit });
      // Checked after the read, so that events deleted meanwhile are either in the page or reported as gone.
      await this.requireKept(outbox, after);
      const last = found.at(-1);
      const next = last ? feedPlaceOf(last.position, last) : await this.further(outbox, after, upTo);
      return { data: found.map(toEventDto), next: placeToText(next) };
    });
  }

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
   * Returns the position for the request after an empty page. It stays the same while the next event is recent. Before
   * that event is deleted, it moves to the end, so that a slow reader never gets `gone`.
   */
  private async further(outbox: Outbox, after: FeedPlace, upTo: number): Promise<FeedPlace> {
    const [following] = await outbox.next(after.position, 1);
    const young = this.context.clock.now() - this.context.timings.eventRetention / 2;
    if (following === undefined || following.at > young || upTo <= after.position) return after;
    return feedPlaceOf(upTo, await outbox.at(upTo));
  }

  private get keptSince(): number {
    return this.context.clock.now() - this.context.timings.eventRetention;
  }
}

/**
 * Returns the audiences whose events the principal may read. These are its consumer's and, with `operations`, those
 * about accounts and discrepancies.
 */
function audiencesOf({ consumer, scopes }: Principal): string[] {
  return [consumerAudience(consumer), ...(scopes.includes('operations') ? [OPERATIONS_AUDIENCE] : [])];
}

function requirePlace(text: string): FeedPlace {
  const place = placeFromText(text);
  if (place === null) throw invalid([{ field: 'after', message: 'must be the next of an earlier answer' }]);
  return place;
}

function toEventDto({ id, type, at, data }: PlacedEvent): FeedEventDto {
  return { id, type, timestamp: timeText(at), data };
}
