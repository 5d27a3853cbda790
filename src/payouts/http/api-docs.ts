import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '../dto/problem.dto.js';
import { HTTP_STATUS, type PayoutErrorCode } from '../payouts.errors.js';
import { problemExample } from './problem-examples.js';

/** Error codes that every route with an API key can return. */
const ALWAYS: readonly PayoutErrorCode[] = [
  'invalid_request',
  'unauthorized',
  'insufficient_scope',
  'validation_failed',
  'rate_limited',
  'internal_error',
  'unavailable',
];

/**
 * Error codes of every route to which a client can send a body. A route that needs no body has them too, because the
 * service reads the body before it calls the route.
 */
export const BODY_PROBLEMS = ['payload_too_large', 'unsupported_media_type'] as const;

/**
 * Decorator that documents the error responses of a route with an API key: the given codes, and those that every such
 * route can return. The OpenAPI document gets one response for each HTTP status, with an example for each code.
 */
export const ApiProblems = (...codes: PayoutErrorCode[]) => ApiOnlyProblems(...ALWAYS, ...codes);

/** Decorator that documents the error responses of a route without an API key. Only the given codes are listed. */
export const ApiOnlyProblems = (...codes: PayoutErrorCode[]) => {
  const statuses = new Map<number, PayoutErrorCode[]>();
  for (const code of new Set(codes)) {
    const status = HTTP_STATUS[code];
    statuses.set(status, [...(statuses.get(status) ?? []), code]);
  }
  return applyDecorators(ApiExtraModels(ProblemDto), ...[...statuses].map(([status, same]) => problems(status, same)));
};

function problems(status: number, codes: readonly PayoutErrorCode[]) {
  const examples = codes.map((code) => [code, { value: problemExample(code) }]);
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: headersOf(status),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(ProblemDto) },
        examples: Object.fromEntries(examples),
      },
    },
  });
}

function headersOf(status: number): Record<string, { description: string; schema: { type: 'string' | 'integer' } }> {
  const id = { 'X-Request-Id': { description: 'The same as `instance`', schema: { type: 'string' as const } } };
  if (status === 401) return { ...id, 'WWW-Authenticate': { description: 'Bearer', schema: { type: 'string' } } };
  if (status !== 409 && status !== 429 && status !== 503) return id;
  return { ...id, 'Retry-After': { description: 'Seconds, when repeating helps', schema: { type: 'integer' } } };
}

/** OpenAPI description of the request header `Idempotency-Key`, with a key for each of `ORDER_EXAMPLES`. */
export const IDEMPOTENCY_KEY_HEADER = {
  name: 'Idempotency-Key',
  required: true,
  description:
    'The same key with the same body always gets the first answer and never pays twice; keys do not expire. Visible ASCII; quotes around it are removed.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
  examples: {
    djamo: { summary: 'For the example of the same name', value: 'try-djamo-1' },
    jumia: { summary: 'For the example of the same name', value: 'try-jumia-1' },
  },
};

/**
 * Example bodies of a request for a payout, one for each provider. The sandboxes of `npm run start:sandbox` accept them
 * unchanged.
 */
export const ORDER_EXAMPLES = {
  djamo: {
    summary: 'Pay a Djamo client',
    value: { amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020300' } },
  },
  jumia: {
    summary: 'Give a JumiaPay credit',
    value: { amount: '2500', currency: 'XOF', recipient: { email: 'awa@example.com' }, name: 'Thank you' },
  },
};

/**
 * OpenAPI descriptions of the headers of a response with the status 201. A repeated request gets this status too, with
 * the additional header `Idempotency-Replayed`.
 */
export const CREATED_HEADERS = {
  Location: { description: 'Where to read it', schema: { type: 'string' as const } },
  'Idempotency-Replayed': {
    description: 'Only on the repeated answer of an earlier request',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

/** OpenAPI description of the response header `Cauri-Read`, which says if the provider was read. */
export const READ_HEADER = {
  'Cauri-Read': {
    description: '`now`: this request read the provider. `recent`: the last read was less than 5 seconds ago',
    schema: { type: 'string' as const, enum: ['now', 'recent'] },
  },
};

/** Decorator that documents a route whose response is a CSV file. */
export const ApiCsv = (summary: string, description: string) =>
  applyDecorators(
    ApiOperation({ summary, description }),
    ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } }),
  );
