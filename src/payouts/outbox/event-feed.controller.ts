import { Controller, Get, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { CurrentPrincipal } from '../access/authentication.js';
import { ApiProblems } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { ValidQuery } from '../http/validated-params.js';
import { type Principal, READERS } from '../payouts.options.js';
import { FeedDto, ReadFeedDto } from './dto/event-feed.dto.js';
import { EventFeed } from './event-feed.js';

@ApiTags('events')
@Controller(v1('events'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class EventFeedController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @Scopes(...READERS)
  @ApiOperation({
    summary: 'What webhooks tell, as a feed without gaps',
    description:
      'Of your own payouts and batches; with a key that has `operations` also of accounts and discrepancies.',
  })
  @ApiOkResponse({ type: FeedDto })
  @ApiProblems('validation_failed', 'gone')
  read(@ValidQuery(ReadFeedDto) query: ReadFeedDto, @CurrentPrincipal() principal: Principal): Promise<FeedDto> {
    return this.feed.read(query, principal);
  }
}
