import { applyDecorators } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  getSchemaPath,
} from '@nestjs/swagger';
import { CreatePayoutDto } from '../dto/create-payout.dto.js';
import { ApiProblems, BODY_PROBLEMS, CREATED_HEADERS, IDEMPOTENCY_KEY_HEADER } from '../http/api-docs.js';
import { BatchDto, BatchValidationDto } from './dto/batch.dto.js';
import { BATCH_MODES, BatchOptionsDto } from './dto/batch-options.dto.js';

const SAME_NAME = 'For the example of the same name';

/** OpenAPI description of the request header `Idempotency-Key`, with a key for each example of a batch. */
export const BATCH_KEY_HEADER = {
  ...IDEMPOTENCY_KEY_HEADER,
  required: false,
  description: 'Required unless `validate=true`',
  examples: {
    json: { summary: SAME_NAME, value: 'try-batch-1' },
    csv: { summary: SAME_NAME, value: 'try-csv-1' },
  },
};

/**
 * OpenAPI description of a batch as JSON. The sandboxes of `npm run start:sandbox` accept the example unchanged. Its
 * amounts differ from those in the examples of single payouts, so that it is no probable duplicate of them.
 */
const JSON_BATCH = {
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
  examples: {
    json: {
      summary: 'A Djamo client and a JumiaPay credit',
      value: {
        payouts: [
          { amount: '6000', currency: 'XOF', recipient: { msisdn: '+2250701020300' } },
          { amount: '3000', currency: 'XOF', recipient: { email: 'awa@example.com' }, name: 'Thank you' },
        ],
      },
    },
  },
};

/**
 * OpenAPI description of a batch as CSV. The sandboxes of `npm run start:sandbox` accept this example unchanged, too.
 */
const CSV_BATCH = {
  schema: { type: 'string', description: 'A header and a row for each payout; the options are in the query' },
  examples: {
    csv: {
      summary: 'A national phone number, as spreadsheets have it',
      value: 'amount,currency,msisdn,reference\r\n7000,XOF,07 01 02 03 00,wage-1\r\n',
    },
  },
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
      // Not by `ApiBody`, which describes one schema for all content types.
      requestBody: { required: true, content: { 'application/json': JSON_BATCH, 'text/csv': CSV_BATCH } },
    }),
    ApiExtraModels(BatchOptionsDto, CreatePayoutDto),
    BatchQuery(),
    ApiCreatedResponse({ type: BatchDto, headers: CREATED_HEADERS }),
    ApiOkResponse({ type: BatchValidationDto, description: 'With `validate=true`' }),
    ApiProblems(
      'idempotency_key_required',
      'idempotency_key_invalid',
      'idempotency_in_progress',
      'idempotency_key_reused',
      'validation_failed',
      'batch_invalid',
      ...BODY_PROBLEMS,
    ),
  );
