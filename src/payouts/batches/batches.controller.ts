import {
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  type StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard, Scopes } from '../access/api-key.guard.js';
import { CurrentPrincipal } from '../access/authentication.js';
import { ListPayoutsDto } from '../dto/list-payouts.dto.js';
import { PayoutPageDto } from '../dto/payout.dto.js';
import { validated } from '../dto/validated.js';
import { ApiCsv, ApiProblems, BODY_PROBLEMS } from '../http/api-docs.js';
import { csvFile } from '../http/csv-file.js';
import { idempotencyKeyOf } from '../http/idempotency-key.js';
import { KnownParts, Reads } from '../http/known-parts.guard.js';
import { Exchange, type HttpExchange, locationOf } from '../http/platform-response.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestDeadline } from '../http/request-deadline.js';
import { ResourceIdPipe } from '../http/resource-id.js';
import { v1 } from '../http/v1.js';
import { ValidQuery } from '../http/validated-params.js';
import { type Principal, READERS } from '../payouts.options.js';
import { PayoutsService } from '../payouts.service.js';
import { type BatchMessage, batchBody } from './batch-body.js';
import { BatchValidation } from './batch-validation.js';
import { ApiBatch, BATCH_KEY_HEADER } from './batches.docs.js';
import { BatchesService } from './batches.service.js';
import { BatchDto, BatchPageDto, type BatchValidationDto } from './dto/batch.dto.js';
import { ListBatchesDto } from './dto/list-batches.dto.js';
import { TemplateDto, ValidateDto } from './dto/template.dto.js';

@ApiTags('batches')
@Controller(v1('batches'))
@UseGuards(ApiKeyGuard, KnownParts)
@UseFilters(ProblemFilter)
@UseInterceptors(RequestDeadline)
export class BatchesController {
  constructor(
    private readonly batches: BatchesService,
    private readonly validation: BatchValidation,
    private readonly payouts: PayoutsService,
  ) {}

  @Post()
  @Reads('query', 'body')
  @Scopes('payouts:write')
  @ApiHeader(BATCH_KEY_HEADER)
  @ApiBatch()
  async create(
    @CurrentPrincipal() { consumer, request: context }: Principal,
    @Query() { validate, ...query }: Record<string, unknown>,
    @Req() message: BatchMessage,
    @Exchange() { request, response }: HttpExchange,
  ): Promise<BatchDto | BatchValidationDto> {
    if (isTrue(validate)) {
      const validation = await this.validation.validate({ body: await batchBody(message), query }, { consumer });
      response.status(200);
      return validation;
    }
    const idempotencyKey = idempotencyKeyOf(request);
    const body = await batchBody(message);
    const { batch, replayed } = await this.batches.create(
      { body, query },
      { consumer, request: context, idempotencyKey },
    );
    response.header('Location', locationOf(request, batch.id));
    if (replayed) response.header('Idempotency-Replayed', 'true');
    return batch;
  }

  @Get()
  @Scopes(...READERS)
  @ApiOperation({ summary: 'List batches, newest first' })
  @ApiOkResponse({ type: BatchPageDto })
  @ApiProblems('validation_failed')
  list(
    @ValidQuery(ListBatchesDto) query: ListBatchesDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<BatchPageDto> {
    return this.batches.list(query, principal);
  }

  @Get('template.csv')
  @Scopes(...READERS)
  @ApiCsv('A header to fill in', 'With an account only the columns that it needs.')
  @ApiProblems('validation_failed')
  template(@ValidQuery(TemplateDto) { account }: TemplateDto): StreamableFile {
    return csvFile([this.batches.templateCsv(account)], 'template.csv');
  }

  @Get(':id')
  @Scopes(...READERS)
  @ApiOperation({ summary: 'Read a batch with its counts and sums as they are now' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('not_found')
  get(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<BatchDto> {
    return this.batches.get(id, principal);
  }

  @Get(':id/payouts')
  @Scopes(...READERS)
  @ApiOperation({ summary: 'The payouts of a batch, newest first', description: 'With the filters of every list.' })
  @ApiOkResponse({ type: PayoutPageDto })
  @ApiProblems('not_found', 'validation_failed')
  async payoutsOf(
    @Param('id', ResourceIdPipe) batchId: string,
    @ValidQuery(ListPayoutsDto) query: ListPayoutsDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PayoutPageDto> {
    await this.batches.get(batchId, principal);
    return this.payouts.list(Object.assign(query, { batchId }), principal);
  }

  @Get(':id/results.csv')
  @Scopes(...READERS)
  @ApiCsv('The caller’s rows with what became of each', 'Every row in its order; corrected, it can be uploaded again.')
  @ApiProblems('not_found')
  async results(
    @Param('id', ResourceIdPipe) id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StreamableFile> {
    return csvFile(await this.batches.resultsCsv(id, principal), 'results.csv');
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Scopes('payouts:approve')
  @ApiOperation({ summary: 'Let all payouts of a batch be sent', description: 'Not by the consumer that ordered it.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('not_found', 'approver_is_creator', 'state_conflict', ...BODY_PROBLEMS)
  approve(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<BatchDto> {
    return this.batches.decide(id, 'approve', principal);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Scopes('payouts:approve')
  @ApiOperation({ summary: 'Cancel what waits for approval', description: 'Not by the consumer that ordered it.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('not_found', 'approver_is_creator', 'state_conflict', ...BODY_PROBLEMS)
  reject(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<BatchDto> {
    return this.batches.decide(id, 'reject', principal);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Scopes('payouts:write')
  @ApiOperation({ summary: 'Cancel what was not sent yet', description: 'What was paid is never taken back by this.' })
  @ApiOkResponse({ type: BatchDto })
  @ApiProblems('not_found', 'state_conflict', ...BODY_PROBLEMS)
  cancel(@Param('id', ResourceIdPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<BatchDto> {
    return this.batches.decide(id, 'cancel', principal);
  }
}

/**
 * Returns true if the query parameter `validate` is `true`.
 * @throws PayoutError `validation_failed` for any value other than `true` and `false`
 */
function isTrue(validate: unknown): boolean {
  return validated(ValidateDto, validate === undefined ? {} : { validate }).validate === 'true';
}
