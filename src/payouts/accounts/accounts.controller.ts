import { Controller, Get, HttpCode, Param, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { CurrentPrincipal } from '../access/authentication.js';
import { ApiProblems, BODY_PROBLEMS } from '../http/api-docs.js';
import { KnownParts } from '../http/known-parts.guard.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { v1 } from '../http/v1.js';
import { ValidBodyOrNone } from '../http/validated-params.js';
import { type Principal, READERS } from '../payouts.options.js';
import { AccountsService } from './accounts.service.js';
import { AccountDto, AccountPageDto, PauseAccountDto } from './dto/account.dto.js';

@ApiTags('accounts')
@Controller(v1('accounts'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Get()
  @Scopes(...READERS)
  @ApiOperation({ summary: 'The accounts that payouts are sent from' })
  @ApiOkResponse({ type: AccountPageDto })
  @ApiProblems('validation_failed')
  list(): Promise<AccountPageDto> {
    return this.accounts.list();
  }

  @Post(':name/pause')
  @HttpCode(200)
  @Scopes('operations')
  @ApiOperation({ summary: 'Send nothing from an account until it is resumed', description: 'Reads go on.' })
  @ApiOkResponse({ type: AccountDto })
  @ApiProblems('not_found', 'validation_failed', ...BODY_PROBLEMS)
  pause(
    @Param('name') name: string,
    @ValidBodyOrNone(PauseAccountDto) { reason }: PauseAccountDto,
    @CurrentPrincipal() { consumer }: Principal,
  ): Promise<AccountDto> {
    return this.accounts.pause(name, consumer, reason);
  }

  @Post(':name/resume')
  @HttpCode(200)
  @Scopes('operations')
  @ApiOperation({ summary: 'Send from an account again; ends any hold' })
  @ApiOkResponse({ type: AccountDto })
  @ApiProblems('not_found', ...BODY_PROBLEMS)
  resume(@Param('name') name: string): Promise<AccountDto> {
    return this.accounts.resume(name);
  }
}
