import { Injectable, type PipeTransform } from '@nestjs/common';
import { PayoutError } from '../payouts.errors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Pipe that checks the id in a path. A malformed id gives 404 without a database query. */
@Injectable()
export class ResourceIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUuid(value)) throw notFound();
    return value.toLowerCase();
  }
}

/**
 * Returns the 404 error. It is the same for a missing resource and for one of another consumer, so that it reveals
 * nothing.
 */
export function notFound(): PayoutError {
  return new PayoutError('not_found', 'There is no such resource.');
}
