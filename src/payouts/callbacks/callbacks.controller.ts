import { Controller, HttpCode, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { CallbackGuard, CallbackRefusedFilter, Verified } from './callback.guard.js';
import { PayoutCallbacks, type VerifiedCallback } from './payout-callbacks.js';

/** Where providers call. Takes any content type, stores what the guard lets through, and answers. */
@ApiExcludeController()
@Controller(v1('callbacks'))
@UseGuards(CallbackGuard)
@UseFilters(ProblemFilter, CallbackRefusedFilter)
@UseInterceptors(RequestDeadline)
export class CallbacksController {
  constructor(private readonly callbacks: PayoutCallbacks) {}

  @Post([':provider', ':provider/:account'])
  @HttpCode(200)
  async receive(@Verified() callback: VerifiedCallback): Promise<object> {
    await this.callbacks.store(callback);
    return {};
  }
}
