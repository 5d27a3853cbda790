import {
  Controller,
  HttpCode,
  Logger,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { PlatformResponse } from '../http/platform-response.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { PayoutError } from '../payouts.errors.js';
import { type CallbackMessage, callbackBody } from './callback-body.js';
import { PayoutCallbacks } from './payout-callbacks.js';

/** Where providers call. Any content type; whoever is not authentic learns nothing, not even what was wrong. */
@ApiExcludeController()
@Controller(v1('callbacks'))
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class CallbacksController {
  private readonly logger = new Logger('Callbacks');

  constructor(private readonly callbacks: PayoutCallbacks) {}

  @Post(':provider')
  @HttpCode(200)
  ofProvider(
    @Param('provider') provider: string,
    @Query() query: Record<string, unknown>,
    @Req() request: CallbackMessage,
    @Res({ passthrough: true }) response: PlatformResponse,
  ): Promise<object> {
    return this.receive({ provider, account: null, query }, request, response);
  }

  @Post(':provider/:account')
  @HttpCode(200)
  ofAccount(
    @Param() { provider, account }: { provider: string; account: string },
    @Query() query: Record<string, unknown>,
    @Req() request: CallbackMessage,
    @Res({ passthrough: true }) response: PlatformResponse,
  ): Promise<object> {
    return this.receive({ provider, account, query }, request, response);
  }

  private async receive(
    from: { provider: string; account: string | null; query: Record<string, unknown> },
    request: CallbackMessage,
    response: PlatformResponse,
  ): Promise<object> {
    const { provider, account, query } = from;
    const rawBody = callbackBody(request);
    if (rawBody === null) throw new PayoutError('payload_too_large', 'The body is larger than this route accepts.');
    if (await this.callbacks.receive(provider, account, { headers: request.headers, query, rawBody })) return {};
    this.logger.warn('refused a callback that is not authentic');
    response.status(401);
    return { code: 'unauthorized' };
  }
}
