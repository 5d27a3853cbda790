import { Injectable, type PipeTransform } from '@nestjs/common';
import { PayoutError } from '../payouts.errors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * Pipe that checks the id (a UUID) in a path and returns it in lower case. A malformed id is answered with 404, without
 * a query of the database.
 * @throws PayoutError `not_found`
 */
@Injectable()
export class ResourceIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUuid(value)) throw notFound();
    return value.toLowerCase();
  }
}

/**
 * Returns the error 404. It is the same for a resource that does not exist and for one of another consumer, so a caller
 * cannot find out which ids exist.
 */
export function notFound(): PayoutError {
  return new PayoutError('not_found', 'There is no such resource.');
}
