import { Controller, Get, Param, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { ApiProblems } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { ValidQuery } from '../http/validated-params.js';
import {
  ListTransactionsDto,
  TRANSACTION_SCHEMA,
  type TransactionDto,
  TransactionPageDto,
} from './dto/transaction.dto.js';
import { TransactionsService } from './transactions.service.js';

@ApiTags('accounts')
@Controller(v1('accounts/:name/transactions'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class TransactionsController {
  constructor(private readonly transactions: TransactionsService) {}

  @Get()
  @Scopes('operations')
  @ApiOperation({
    summary: "Read the provider's own list of transactions",
    description: 'Djamo has one, JumiaPay has none (404). Reads the provider now, at most READ_RATE times a second.',
  })
  @ApiOkResponse({ type: TransactionPageDto })
  @ApiProblems('validation_failed', 'not_found', 'rate_limited', 'provider_unavailable')
  list(
    @Param('name') name: string,
    @ValidQuery(ListTransactionsDto) query: ListTransactionsDto,
  ): Promise<TransactionPageDto> {
    return this.transactions.list(name, query);
  }

  @Get(':providerId')
  @Scopes('operations')
  @ApiOperation({
    summary: "Read one of the provider's transactions",
    description: 'Reads the provider now, at most READ_RATE times a second.',
  })
  @ApiParam({
    name: 'providerId',
    type: 'string',
    description: "Djamo: the transaction's id. JumiaPay: the credit's uuid, or `partner:<id of the payout>`",
  })
  @ApiOkResponse({ schema: TRANSACTION_SCHEMA })
  @ApiProblems('not_found', 'rate_limited', 'provider_unavailable')
  get(@Param('name') name: string, @Param('providerId') providerId: string): Promise<TransactionDto> {
    return this.transactions.get(name, providerId);
  }
}
