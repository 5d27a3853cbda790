import { Transform } from 'class-transformer';
import { Rule } from '../../common/account-options.js';
import { parseRfc3339 } from './rfc3339.js';

/** Converts a query value. A value that cannot be converted stays a text, which the validation rule then refuses. */
export const Read = (read: (text: string) => unknown) =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (read(value) ?? value) : value));

/** Reads a time. A `+` that was not URL-encoded arrives as a space and is accepted. */
export const IsTime = () =>
  Rule('isTime', (value) =>
    typeof value === 'number' ? null : 'must be a time of RFC 3339 with its offset, such as 2026-12-24T18:00:00Z',
  );
export const readTime = (text: string) => parseRfc3339(text.replace(' ', '+'));
