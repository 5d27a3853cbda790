import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  getSchemaPath,
} from '@nestjs/swagger';
import { CreatePayoutDto } from '../dto/create-payout.dto.js';
import { ApiProblems, CREATED_HEADERS, ORDER_EXAMPLES } from '../http/api-docs.js';
import { BatchDto, BatchValidationDto } from './dto/batch.dto.js';
import { BATCH_MODES, BatchOptionsDto } from './dto/batch-options.dto.js';

const CSV_EXAMPLE = [
  'amount,currency,msisdn,email,reference,name',
  '5000,XOF,+225 07 01 02 03 00,,wage-1,',
  '2500,XOF,,awa@example.com,wage-2,Thank you',
  '',
].join('\r\n');

/** Example bodies for JSON (an object) and CSV (a text). `openApiDocument` shows each with its content type. */
const EXAMPLES = {
  json: {
    summary: 'One payout at each provider',
    value: { mode: 'all_or_nothing', payouts: [ORDER_EXAMPLES.djamo.value, ORDER_EXAMPLES.jumia.value] },
  },
  csv: { summary: 'The same as a spreadsheet writes it; the options are in the query', value: CSV_EXAMPLE },
};

const BatchQuery = () =>
  applyDecorators(
    ApiQuery({ name: 'validate', required: false, schema: { type: 'boolean', default: false } }),
    ApiQuery({
      name: 'mode',
      required: false,
      description: 'Of a CSV',
      schema: { type: 'string', enum: [...BATCH_MODES] },
    }),
    ApiQuery({ name: 'provider', required: false, description: 'Of a CSV', schema: { type: 'string' } }),
    ApiQuery({ name: 'account', required: false, description: 'Of a CSV', schema: { type: 'string' } }),
    ApiQuery({ name: 'confirmDuplicates', required: false, description: 'Of a CSV', schema: { type: 'boolean' } }),
  );

/** Decorator that describes `POST /v1/batches` in the OpenAPI document. The body is JSON or CSV. */
export const ApiBatch = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Order many payouts at once',
      description:
        'JSON, or a CSV of `,` `;` or tab in UTF-8, UTF-16 or Windows-1252. With `validate=true` nothing is stored, and the answer tells every error, likely duplicates, approvals and funds.',
    }),
    ApiExtraModels(BatchOptionsDto, CreatePayoutDto),
    ApiConsumes('application/json', 'text/csv'),
    ApiBody({
      schema: {
        allOf: [
          { $ref: getSchemaPath(BatchOptionsDto) },
          {
            type: 'object',
            required: ['payouts'],
            properties: {
              payouts: {
                type: 'array',
                minItems: 1,
                maxItems: 10_000,
                items: { $ref: getSchemaPath(CreatePayoutDto) },
              },
            },
          },
        ],
      },
      examples: EXAMPLES,
    }),
    BatchQuery(),
    ApiCreatedResponse({ type: BatchDto, headers: CREATED_HEADERS }),
    ApiOkResponse({ type: BatchValidationDto, description: 'With `validate=true`' }),
    ApiProblems(
      'idempotency_key_required',
      'idempotency_key_invalid',
      'idempotency_in_progress',
      'idempotency_key_reused',
      'payload_too_large',
      'unsupported_media_type',
      'validation_failed',
      'batch_invalid',
    ),
  );
