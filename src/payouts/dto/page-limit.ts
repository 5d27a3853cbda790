import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

const LIMIT = { message: 'must be an integer from 1 to 100' };

/**
 * Decorator for the query parameter `limit`, the maximum number of items on a page, from 1 to 100. It converts digits
 * to a number. Any other text stays a text, so that the validation refuses it.
 */
export const PageLimit = () =>
  applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20 }),
    Transform(({ value }) => (typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value)),
    IsInt(LIMIT),
    Min(1, LIMIT),
    Max(100, LIMIT),
  );
