import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { ClassConstructor } from 'class-transformer';
import { invalid, validated } from '../dto/validated.js';
import { PayoutError } from '../payouts.errors.js';

/** Turns a body or a query into its DTO, or answers with everything that is wrong with it. Nothing is converted unasked. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || metatype === undefined) return value;
    if (type === 'body' && value === undefined) throw unreadableBody('must be valid JSON');
    if (type === 'query') refuseRepeated(value);
    return validated(metatype as ClassConstructor<object>, value);
  }
}

export function unreadableBody(message: string): PayoutError {
  return new PayoutError('invalid_request', 'The body cannot be read.', { errors: [{ field: 'body', message }] });
}

function refuseRepeated(query: unknown): void {
  const repeated = Object.entries(query ?? {}).filter(([, value]) => typeof value !== 'string');
  if (repeated.length > 0) throw invalid(repeated.map(([field]) => ({ field, message: 'must be given once' })));
}
