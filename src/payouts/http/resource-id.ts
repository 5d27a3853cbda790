import { Injectable, type PipeTransform } from '@nestjs/common';
import { PayoutError } from '../payouts.errors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Pipe for a path parameter with a resource id. A malformed id is answered with 404, without a database query. */
@Injectable()
export class ResourceIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUuid(value)) throw notFound();
    return value.toLowerCase();
  }
}

/** Returns the 404 error. It is the same for a missing resource and for one of another consumer. */
export function notFound(): PayoutError {
  return new PayoutError('not_found', 'There is no such resource.');
}
