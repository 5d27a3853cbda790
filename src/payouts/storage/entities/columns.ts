import { Column, type ColumnOptions } from 'typeorm';

/**
 * Converts a BIGINT to a number, because MySQL drivers return a string. All our values are below 2^53: amounts have at
 * most 14 digits and epoch milliseconds 13.
 */
const asNumber = {
  to: (value: number | null) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

/** Defines a BIGINT column for minor units or epoch milliseconds. */
export function BigIntColumn(name: string, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'bigint', transformer: asNumber, ...options });
}

export function TextColumn(name: string, length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'varchar', length, ...options });
}

export function IntColumn(name: string, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'int', ...options });
}

/** Defines a column that stores JSON as text, so that every database keeps it unchanged. */
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
