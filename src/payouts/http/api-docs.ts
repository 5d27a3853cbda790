import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '../dto/problem.dto.js';
import { HTTP_STATUS, type PayoutErrorCode } from '../payouts.errors.js';

/** What every route behind an API key may answer. */
const ALWAYS: readonly PayoutErrorCode[] = [
  'invalid_request',
  'unauthorized',
  'insufficient_scope',
  'rate_limited',
  'internal_error',
  'unavailable',
];

/** Documents the problems of a route, one response per status that lists its codes. */
export const ApiProblems = (...codes: PayoutErrorCode[]) => {
  const all = [...ALWAYS, ...codes];
  const statuses = [...new Set(all.map((code) => HTTP_STATUS[code]))];
  return applyDecorators(
    ApiBearerAuth(),
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: all
          .filter((code) => HTTP_STATUS[code] === status)
          .map((code) => `\`${code}\``)
          .join(', '),
        headers: headersOf(status),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
      }),
    ),
  );
};

function headersOf(status: number): Record<string, { description: string; schema: { type: 'string' | 'integer' } }> {
  if (status === 401) return { 'WWW-Authenticate': { description: 'Bearer', schema: { type: 'string' } } };
  if (status !== 409 && status !== 429 && status !== 503) return {};
  return { 'Retry-After': { description: 'Seconds, when repeating helps', schema: { type: 'integer' } } };
}

export const IDEMPOTENCY_KEY_HEADER = {
  name: 'Idempotency-Key',
  required: true,
  description:
    'Yours for ever: the same key with the same body always gets the first answer, and never pays twice. Visible ASCII; quotes around it are dropped.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
};

export const CREATED_HEADERS = {
  Location: { description: 'Where to read it', schema: { type: 'string' as const } },
  'Idempotency-Replayed': {
    description: 'Only on the repeated answer of an earlier request',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

export const READ_HEADER = {
  'Cauri-Read': {
    description: 'Whether this request read the provider, or the last read is younger than 5 seconds',
    schema: { type: 'string' as const, enum: ['now', 'recent'] },
  },
};
