import { Injectable, type PipeTransform } from '@nestjs/common';
import { PayoutError } from '../payouts.errors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A path parameter that names a resource. What is no id names nothing: 404, before any database is asked. */
@Injectable()
export class ResourceIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUuid(value)) throw notFound();
    return value.toLowerCase();
  }
}

/** One answer for what does not exist and for what belongs to another consumer. */
export function notFound(): PayoutError {
  return new PayoutError('not_found', 'There is nothing here.');
}
