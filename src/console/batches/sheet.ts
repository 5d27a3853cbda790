import { decodeCsv } from '../../payouts/batches/csv/decode-csv.js';
import { readCsv } from '../../payouts/batches/csv/read-csv.js';
import { csvLines } from '../../payouts/batches/csv/write-csv.js';

/**
 * A CSV file of payouts as it was read for a check. The server does not store its text: the browser sends it again for
 * the next check.
 */
export interface Sheet {
  readonly text: string;
  readonly encoding: string;
  /** Column names as written in the file. Columns that only the export `results.csv` of a batch has are left out. */
  readonly header: readonly string[];
  /** Names of the same columns in error messages. Null for a column without a name. */
  readonly columns: readonly (string | null)[];
  /** The cells of each row, in the order of `header`. */
  readonly rows: readonly (readonly string[])[];
}

/** Corrected cell values. The key is the name of the cell's form input, as `cellName` returns it. */
export type Corrections = ReadonlyMap<string, string>;

/** Returns the name of the form input for a cell. `row` is counted from 1, as in error messages; `column` from 0. */
export function cellName(row: number, column: number): string {
  return `cell-${row}-${column}`;
}

/**
 * Reads a CSV file and replaces the cell values that a person corrected in the form after the last check.
 * @throws PayoutError if the file cannot be read
 */
export async function readSheet(bytes: Buffer, corrections: Corrections): Promise<Sheet> {
  const { text, encoding } = decodeCsv(bytes, 'text/csv');
  const { header, columns, positions, width, delimiter, records } = await readCsv(text);
  const rows = records.map((record) => positions.map((position) => record[position] ?? ''));
  const sheet = { text, encoding, header, columns, rows };
  if (!rows.some((row, index) => row.some((cell, column) => isChanged(corrections, [index + 1, column], cell)))) {
    return sheet;
  }
  const corrected = rows.map((row, index) =>
    row.map((cell, column) => corrections.get(cellName(index + 1, column)) ?? cell),
  );
  // Cells beyond the header are an error of their row. They stay, so that nobody misses it.
  const lines = corrected.map((row, index) => [...row, ...(records[index]?.slice(width) ?? [])]);
  return { ...sheet, text: csvLines([header, ...lines], delimiter), rows: corrected };
}

function isChanged(corrections: Corrections, [row, column]: readonly [number, number], cell: string): boolean {
  const told = corrections.get(cellName(row, column));
  return told !== undefined && told !== cell;
}
