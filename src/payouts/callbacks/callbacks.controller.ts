import { applyDecorators, Controller, HttpCode, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { ApiOnlyProblems } from '../http/api-docs.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { CallbackGuard, CallbackRefusedFilter, Verified } from './callback.guard.js';
import { PayoutCallbacks, type VerifiedCallback } from './payout-callbacks.js';

/**
 * Decorator that describes the route in the OpenAPI document. Any body is allowed, because only the signature matters.
 */
const ApiCallback = () =>
  applyDecorators(
    ApiParam({ name: 'provider', type: 'string' }),
    ApiConsumes('*/*'),
    ApiBody({ required: false, schema: { type: 'string' } }),
    ApiOkResponse({ description: 'Stored', schema: { type: 'object', additionalProperties: false } }),
    ApiUnauthorizedResponse({
      description: 'Not authentic',
      schema: {
        type: 'object',
        properties: { code: { type: 'string', enum: ['unauthorized'] } },
        required: ['code'],
        additionalProperties: false,
      },
    }),
    ApiOnlyProblems('invalid_request', 'payload_too_large', 'internal_error', 'unavailable'),
  );

/**
 * Receives callbacks from providers, with any content type, and stores those that `CallbackGuard` lets pass. Answers
 * 200 with `{}` even if the payout is not ours, because the provider need not send the callback again.
 */
@ApiTags('callbacks')
@Controller(v1('callbacks'))
@UseGuards(CallbackGuard)
@UseFilters(ProblemFilter, CallbackRefusedFilter)
@UseInterceptors(RequestDeadline)
export class CallbacksController {
  constructor(private readonly callbacks: PayoutCallbacks) {}

  @Post(':provider')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a provider says about a payout' })
  @ApiQuery({ name: 'c', required: false, description: "The payout's capability, for a provider that does not sign" })
  @ApiCallback()
  receive(@Verified() callback: VerifiedCallback): Promise<object> {
    return this.store(callback);
  }

  @Post(':provider/:account')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a provider says about the payouts of an account' })
  @ApiParam({ name: 'account', type: 'string', description: 'Whose secret the provider signs with' })
  @ApiCallback()
  receiveOfAccount(@Verified() callback: VerifiedCallback): Promise<object> {
    return this.store(callback);
  }

  private async store(callback: VerifiedCallback): Promise<object> {
    await this.callbacks.store(callback);
    return {};
  }
}
