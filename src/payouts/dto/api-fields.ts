import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/**
 * Options of the decorators below. Each of them documents one field of a response in the OpenAPI document. Such a field
 * is always present. It is null if it has no value.
 */
type Options = Pick<ApiPropertyOptions, 'description'> & { readonly example?: string };

export const Text = (options: Options = {}) => ApiProperty({ type: 'string', ...options });
export const TextOrNull = (options: Options = {}) => ApiProperty({ type: 'string', nullable: true, ...options });
/** Decorator for a response field with a time (RFC 3339, UTC). */
export const Time = () => ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-20T08:00:00.000Z' });
export const TimeOrNull = (description?: string) =>
  ApiProperty({ type: 'string', format: 'date-time', nullable: true, ...(description && { description }) });
export const Count = (description?: string) => ApiProperty({ type: 'integer', ...(description && { description }) });
export const Flag = () => ApiProperty({ type: 'boolean' });
export const Texts = () => ApiProperty({ type: 'array', items: { type: 'string' } });
export const OneOf = (values: readonly string[]) => ApiProperty({ type: 'string', enum: [...values] });
export const OneOfOrNull = (values: readonly string[]) =>
  ApiProperty({ type: 'string', enum: [...values], nullable: true });
/** Decorator for a response field that is an object whose members are not fixed. */
export const Data = (description: string) => ApiProperty({ type: 'object', additionalProperties: true, description });

type Class = new () => object;

export const Part = (part: Class) => ApiProperty({ type: part });
export const PartOrNull = (part: Class) => ApiProperty({ type: part, nullable: true });
export const PartList = (part: Class) => ApiProperty({ type: [part] });

/** Decorator for `nextCursor`, which a client sends back as `cursor` to get the next page. */
export const NextCursor = () => TextOrNull({ description: 'cursor of the next page, null on the last one' });
