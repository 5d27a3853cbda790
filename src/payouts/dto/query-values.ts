import { Transform } from 'class-transformer';
import { Rule } from '../../common/account-options.js';
import { parseRfc3339 } from './rfc3339.js';

/**
 * Decorator that converts a query parameter with the function `read` before its validation. If `read` returns null, the
 * parameter stays a text, so that the validation refuses it.
 */
export const Read = (read: (text: string) => unknown) =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (read(value) ?? value) : value));

/** Decorator that refuses a query parameter that `readQueryTime` could not convert to a time. */
export const IsTime = () =>
  Rule('isTime', (value) =>
    typeof value === 'number' ? null : 'must be a time of RFC 3339 with its offset, such as 2026-12-24T18:00:00Z',
  );
/**
 * Converts a time in a query to epoch milliseconds. Returns null if it is no RFC 3339 time. A space counts as `+`,
 * because a `+` that is not URL-encoded arrives as a space.
 */
export const readQueryTime = (text: string) => parseRfc3339(text.replace(' ', '+'));
