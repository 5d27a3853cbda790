import {
  Controller,
  HttpCode,
  Logger,
  Param,
  Post,
  Query,
  type RawBodyRequest,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { PlatformResponse } from '../http/platform-response.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { v1 } from '../http/v1.js';
import { PayoutCallbacks } from './payout-callbacks.js';

type Request = RawBodyRequest<{ headers: Record<string, string | string[] | undefined> }>;

/** Where providers call. Any content type; whoever is not authentic learns nothing, not even what was wrong. */
@ApiExcludeController()
@Controller(v1('callbacks'))
@UseFilters(ProblemFilter)
export class CallbacksController {
  private readonly logger = new Logger('Callbacks');

  constructor(private readonly callbacks: PayoutCallbacks) {}

  @Post(':provider')
  @HttpCode(200)
  ofProvider(
    @Param('provider') provider: string,
    @Query() query: Record<string, unknown>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: PlatformResponse,
  ): Promise<object> {
    return this.receive({ provider, account: null, query }, request, response);
  }

  @Post(':provider/:account')
  @HttpCode(200)
  ofAccount(
    @Param() { provider, account }: { provider: string; account: string },
    @Query() query: Record<string, unknown>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: PlatformResponse,
  ): Promise<object> {
    return this.receive({ provider, account, query }, request, response);
  }

  private async receive(
    from: { provider: string; account: string | null; query: Record<string, unknown> },
    { headers, rawBody }: Request,
    response: PlatformResponse,
  ): Promise<object> {
    const { provider, account, query } = from;
    if (await this.callbacks.receive(provider, account, { headers, query, rawBody: rawBody ?? withoutBody(headers) }))
      return {};
    this.logger.warn('refused a callback that is not authentic');
    response.status(401);
    return { code: 'unauthorized' };
  }
}

/** An empty body has no raw bytes; a host that forgot `rawBody: true` has none of any body, and has to be told. */
function withoutBody(headers: Request['headers']): Buffer | undefined {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  return isEmpty ? Buffer.alloc(0) : undefined;
}
