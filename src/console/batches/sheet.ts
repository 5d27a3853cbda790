import { decodeCsv } from '../../payouts/batches/csv/decode-csv.js';
import { readCsv } from '../../payouts/batches/csv/read-csv.js';
import { csvLines } from '../../payouts/batches/csv/write-csv.js';

/** A file of payouts on its way from check to check. The browser keeps its text between them. */
export interface Sheet {
  readonly text: string;
  readonly encoding: string;
  /** The columns as the file names them, without those that results.csv adds. */
  readonly header: readonly string[];
  /** The same columns as errors name them. Null for a column without a name. */
  readonly columns: readonly (string | null)[];
  /** The cells of each row, in the order of `header`. */
  readonly rows: readonly (readonly string[])[];
}

/** The cells that a person has changed, by `cellName`. */
export type Corrections = ReadonlyMap<string, string>;

/** Name of the input of a cell. Rows are counted from 1, as in errors. */
export function cellName(row: number, column: number): string {
  return `cell-${row}-${column}`;
}

/**
 * Reads a file, and applies the corrections of its last report.
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
