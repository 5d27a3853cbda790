import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { problemsOf } from '../../common/parse.js';
import type { Problem } from '../../common/payout-connector.js';
import { isJsonObject } from '../../common/provider-http.js';
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

/** The DTO that a value is. @throws PayoutError `validation_failed` with everything that is wrong with it */
export function validated<T extends object>(type: ClassConstructor<T>, value: unknown): T {
  if (!isJsonObject(value)) throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  const unfit = unfitParts(value);
  if (unfit.length > 0) throw invalid(unfit);
  const dto = plainToInstance(type, value, { exposeUnsetFields: false });
  const errors = validateSync(dto, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw invalid(problemsOf(errors));
  return dto;
}

/** Deeper than any DTO, shallow enough for every recursion that follows. */
const MAX_DEPTH = 8;

/** Names that every object has: class-transformer leaves such a key out, or trips over it, and no whitelist sees it. */
function unfitParts(value: unknown, parent = '', depth = 1): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  if (depth > MAX_DEPTH) return [{ field: parent, message: 'is nested too deeply' }];
  return Object.entries(value).flatMap(([key, part]) => {
    const field = parent === '' ? key : `${parent}.${key}`;
    return key in Object.prototype
      ? [{ field, message: 'is not an accepted name' }]
      : unfitParts(part, field, depth + 1);
  });
}

function invalid(errors: readonly Problem[]): PayoutError {
  return new PayoutError('validation_failed', 'The request breaks the rules listed in errors.', { errors });
}
