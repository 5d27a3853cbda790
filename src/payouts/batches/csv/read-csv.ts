import { Readable } from 'node:stream';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import type { Problem } from '../../../common/payout-connector.js';
import { invalid } from '../../dto/validated.js';
import { unreadableFile } from './decode-csv.js';

/**
 * Names of the columns that a CSV may have, in any order and in upper or lower case. `amount`, `currency` and one of
 * `msisdn` and `email` are required.
 */
export const COLUMNS = [
  'amount',
  'currency',
  'msisdn',
  'email',
  'reference',
  'name',
  'description',
  'provider',
  'account',
  'expiresAt',
] as const;
export type Column = (typeof COLUMNS)[number];

/**
 * Names of the columns that `results.csv` adds. They are ignored in an upload, so that a corrected result file can be
 * sent again.
 */
export const RESULT_COLUMNS = ['payout_id', 'status', 'error_code', 'error'] as const;

/** A CSV after it was parsed. The columns that `results.csv` adds are removed from `header`, but not from `records`. */
export interface CsvTable {
  readonly delimiter: string;
  /** Header as the consumer wrote it, without result columns. */
  readonly header: readonly string[];
  /** For each column in `header`, the position of its cell in a record, counted from 0. */
  readonly positions: readonly number[];
  /** Name of each column in `header`. Null for a column without a name. */
  readonly columns: readonly (Column | null)[];
  /** Number of cells in the whole header, including result columns. */
  readonly width: number;
  /** Rows of the CSV with all their cells, without the header. */
  readonly records: readonly (readonly string[])[];
}

const DELIMITERS = [',', ';', '\t'] as const;
/** Number of characters that are parsed in one step. A step takes about 2 ms. */
const PIECE = 16_384;
/** Maximum number of characters of one record. A longer one is refused, because a quote is probably not closed. */
const MAX_RECORD = 65_536;
const MAX_RECORDS = 10_001;
/** Maximum number of columns, with those that have no name: a spreadsheet may leave some of them. */
const MAX_COLUMNS = 400;

/**
 * Reads a CSV whose delimiter is a comma, a semicolon or a tab. Empty rows are left out and not counted.
 * @throws PayoutError `invalid_request` if the CSV cannot be read; `validation_failed` for its header or more than 10
 *   000 rows
 */
export async function readCsv(text: string): Promise<CsvTable> {
  const delimiter = delimiterOf(text);
  const [first, ...records] = await recordsOf(text, delimiter);
  if (first === undefined) throw unreadableFile('must begin with a header, such as amount,currency,msisdn');
  const named = first.map((name) => columnOf(name));
  const problems = headerProblems(first, named);
  if (problems.length > 0) throw invalid(problems);
  const kept = named.flatMap((column, position) =>
    column === 'result' || column === 'unknown' ? [] : [{ column: column ?? null, position }],
  );
  return {
    delimiter,
    header: kept.map(({ position }) => first[position] ?? ''),
    positions: kept.map(({ position }) => position),
    columns: kept.map(({ column }) => column),
    width: first.length,
    records,
  };
}

/**
 * Returns the delimiter (comma, semicolon or tab) that occurs most often in the first line, outside of quotes. Returns
 * a comma if the line has none.
 */
function delimiterOf(text: string): string {
  const line = (/[^\r\n]+/.exec(text.slice(0, MAX_RECORD))?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

async function recordsOf(text: string, delimiter: string): Promise<string[][]> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: MAX_RECORD,
  });
  const records: string[][] = [];
  try {
    for await (const record of Readable.from(pieces(text)).pipe(parser)) {
      records.push(record as string[]);
      if (records.length > MAX_RECORDS) throw invalid([{ field: 'body', message: 'must have at most 10000 rows' }]);
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw unreadableFile(`is no CSV at line ${Number(error.lines ?? 1)}: ${wordsOf(error)}`);
    throw error;
  }
  return records;
}

/** Yields the text in pieces and lets other requests run after each. */
async function* pieces(text: string): AsyncGenerator<string> {
  for (let from = 0; from < text.length; from += PIECE) {
    yield text.slice(from, from + PIECE);
    await endOfTurn();
  }
}

/** Returns the message for an error of the CSV parser. It does not contain the cell, which may be a phone number. */
function wordsOf({ code }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is not closed';
  if (code === 'CSV_MAX_RECORD_SIZE') return 'the line is too long, perhaps because a quote is not closed';
  return 'a quote is in the wrong place';
}

/** Meaning of a cell in the header: a column, a result column, an unknown name, or undefined for an empty cell. */
type Named = Column | 'result' | 'unknown' | undefined;

function columnOf(name: string): Named {
  const plain = name.trim().toLowerCase();
  if (plain === '') return undefined;
  if ((RESULT_COLUMNS as readonly string[]).includes(plain)) return 'result';
  return COLUMNS.find((column) => column.toLowerCase() === plain) ?? 'unknown';
}

function headerProblems(header: readonly string[], named: readonly Named[]): Problem[] {
  if (header.length > MAX_COLUMNS) return [{ field: 'body', message: `must have at most ${MAX_COLUMNS} columns` }];
  const unknown = header.filter((_, index) => named[index] === 'unknown').map((name) => name.trim().slice(0, 40));
  const known = named.filter(
    (column): column is Column => column !== undefined && !['unknown', 'result'].includes(column),
  );
  const repeated = COLUMNS.filter((column) => known.filter((one) => one === column).length > 1);
  const missing = (['amount', 'currency'] as const).filter((column) => !known.includes(column));
  const recipient = known.includes('msisdn') || known.includes('email');
  return [
    ...unknown.map((field) => ({ field, message: `is no column; the columns are ${COLUMNS.join(', ')}` })),
    ...repeated.map((field) => ({ field, message: 'must be one column' })),
    ...missing.map((field) => ({ field, message: 'is a column that is missing' })),
    ...(recipient ? [] : [{ field: 'msisdn', message: 'or email must be a column' }]),
  ];
}
