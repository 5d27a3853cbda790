import type { EntityMetadata, ObjectLiteral } from 'typeorm';

export type ColumnMetadata = EntityMetadata['columns'][number];
/** Value of one column of a row. `jsonTable` explains how rows are passed to a statement as JSON. */
export type Cell = string | number | null;

/** Maximum number of bytes of a TEXT column. MariaDB's JSON_TABLE cuts longer values off without an error. */
const MAX_TEXT_BYTES = 65_535;
/** SQL type of ids and other short values that statements compare. */
const ID = 'VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
/** SQL type of all other texts. */
const TEXT = 'LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Name of a column in the database, and its TypeORM type, such as `bigint`. */
export interface Typed {
  readonly databaseName: string;
  readonly type: unknown;
}

/**
 * Returns the SQL that turns one JSON parameter into a table named `n`. The parameter is a list of rows, and each row
 * is a list of cells in the order of `columns`.
 */
export function jsonTable(columns: readonly Typed[], isSqlite: boolean): string {
  if (isSqlite) {
    const cells = columns.map(({ databaseName }, index) => `json_extract(value, '$[${index}]') AS ${databaseName}`);
    return `(SELECT ${cells.join(', ')} FROM json_each(?)) n`;
  }
  const cells = columns.map(
    (column, index) => `${column.databaseName} ${sqlTypeOf(column)} PATH '$[${index}]' ERROR ON ERROR`,
  );
  return `JSON_TABLE(?, '$[*]' COLUMNS (${cells.join(', ')})) n`;
}

function isInteger({ type }: Typed): boolean {
  return type === 'int' || type === 'bigint';
}

function sqlTypeOf(column: Typed): string {
  if (isInteger(column)) return 'BIGINT';
  return /(^|_)(id|wanted|version|status|token)$/.test(column.databaseName) ? ID : TEXT;
}

/**
 * Converts the value of a column to a cell of the JSON that `jsonTable` reads.
 * @throws RangeError for a value that JSON_TABLE would store differently
 */
export function cellOf(column: ColumnMetadata, row: ObjectLiteral): Cell {
  const value = to(column.transformer, row[column.propertyName]) ?? null;
  if (value === null) return null;
  const fits = isInteger(column)
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && Buffer.byteLength(value) <= MAX_TEXT_BYTES;
  if (!fits) throw new RangeError(`${column.databaseName} cannot hold this value`);
  // A text that was cut can end in half a surrogate pair. MariaDB refuses that as invalid JSON, so it is replaced.
  return typeof value === 'string' ? value.toWellFormed() : (value as number);
}

/** Converts a result of the driver to a row of the entity. */
export function toRow<Row>(columns: readonly ColumnMetadata[], raw: Record<string, unknown>): Row {
  const row: Record<string, unknown> = {};
  for (const { propertyName, databaseName, transformer } of columns) {
    row[propertyName] = from(transformer, raw[databaseName]);
  }
  return row as Row;
}

function to(transformer: ColumnMetadata['transformer'], value: unknown): unknown {
  return transformer && !Array.isArray(transformer) ? transformer.to(value) : value;
}

function from(transformer: ColumnMetadata['transformer'], value: unknown): unknown {
  return transformer && !Array.isArray(transformer) ? transformer.from(value) : value;
}
