import { Column, type ColumnOptions } from 'typeorm';

/**
 * Converts a BIGINT to a number, because MySQL drivers return a string. Our values stay below 2^53: money has at most
 * 14 digits, epoch milliseconds 13.
 */
const asNumber = {
  to: (value: number | null) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

/** A column for integer minor units or epoch milliseconds. */
export function BigIntColumn(name: string, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'bigint', transformer: asNumber, ...options });
}

export function TextColumn(name: string, length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'varchar', length, ...options });
}

export function IntColumn(name: string, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'int', ...options });
}

/** A column for JSON stored as text, so that every database keeps the same bytes. */
export function JsonColumn(name: string, options: ColumnOptions = {}): PropertyDecorator {
  return Column({
    name,
    type: 'text',
    transformer: {
      to: (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value)),
      from: (value: string | null) => (value === null ? null : JSON.parse(value)),
    },
    ...options,
  });
}

export const nullable: ColumnOptions = { nullable: true };
