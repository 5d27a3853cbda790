import { Column, type ColumnOptions } from 'typeorm';

/** MySQL drivers hand BIGINT over as a string; ours stay below 2^53 (money has 14 digits, epoch milliseconds 13). */
const asNumber = {
  to: (value: number | null) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

/** Integer minor units, or epoch milliseconds. */
export function BigIntColumn(name: string, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'bigint', transformer: asNumber, ...options });
}

export function TextColumn(name: string, length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'varchar', length, ...options });
}

export function IntColumn(name: string, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ name, type: 'int', ...options });
}

/** JSON as text: the same bytes on every database. */
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
