import { isUtf8 } from 'node:buffer';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { AMOUNT_PATTERN, normalizeAmount } from '../../common/money.js';
import type { Problem } from '../../common/payout-connector.js';
import { isJsonObject } from '../../common/provider-http.js';
import { invalid, MAX_DEPTH, validated } from '../dto/validated.js';
import { unreadableBody } from '../http/validated-params.js';
import { PayoutError } from '../payouts.errors.js';
import type { BatchEncoding, BatchRowError } from '../storage/entities/batch.entity.js';
import type { BatchBody } from './batch-body.js';
import { plainCell, type ReadCell, readAmountCell, readPhoneCell } from './csv/cells.js';
import { decodeCsv } from './csv/decode-csv.js';
import { COLUMNS, type Column, type CsvTable, readCsv } from './csv/read-csv.js';
import { BatchOptionsDto } from './dto/batch-options.dto.js';
import { inSlices } from './slices.js';

/** Maximum number of rows in a batch. The API refuses a batch with more, or with none. */
const MAX_ROWS = 10_000;

/** One row of a batch: the payout request in it, and the problems found while reading its cells. */
export interface InputRow {
  /** Number of the row, counted from 1. */
  readonly line: number;
  /**
   * Values of the row in the order of the columns, which `results.csv` repeats. From a CSV they are as the consumer
   * sent them; from JSON each is cut to 500 characters.
   */
  readonly cells: readonly string[];
  /** Payout request, not yet validated, with the provider and account of the batch if the row names none. */
  readonly request: unknown;
  readonly problems: readonly BatchRowError[];
}

/** A batch as read from JSON or CSV. */
export interface BatchInput {
  readonly options: BatchOptionsDto;
  /** Encoding of the CSV. Null if the batch is JSON. */
  readonly encoding: BatchEncoding | null;
  /** Delimiter of the CSV, which `results.csv` uses again. Null if the batch is JSON. */
  readonly delimiter: string | null;
  /** Names of the columns of `InputRow.cells`: for a CSV those in its header, for JSON always `COLUMNS`. */
  readonly columns: readonly string[];
  readonly rows: readonly InputRow[];
  /**
   * Data of which the hash of the request is made. A repeated request is recognized by its hash. The data is the query
   * and the bytes of a CSV, or a canonical text of JSON.
   */
  readonly fingerprint: readonly (string | Buffer)[];
}

/** Request for a batch. The content type of its body decides whether it is read as JSON or CSV. */
export interface BatchRequest {
  readonly body: BatchBody;
  readonly query: Readonly<Record<string, unknown>>;
}

/**
 * Reads a batch from JSON or CSV. It does not throw if a row cannot be read; the errors of the row are then in its
 * `problems`.
 * @throws PayoutError `unsupported_media_type`, `invalid_request` if the body cannot be read, or `validation_failed`
 *   for the options, the header and the number of rows
 */
export async function readBatch(
  { body, query }: BatchRequest,
  accounts: readonly ConnectorAccount[],
): Promise<BatchInput> {
  const type = body.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/csv') return fromCsv(body, query, accounts);
  if (type === 'application/json') return fromJson(body, query);
  throw new PayoutError('unsupported_media_type', 'Send application/json or text/csv.');
}

async function fromJson(body: BatchBody, query: Readonly<Record<string, unknown>>): Promise<BatchInput> {
  if (Object.keys(query).length > 0) {
    throw invalid(Object.keys(query).map((field) => ({ field, message: 'belongs into the body of a JSON batch' })));
  }
  const json = 'parsed' in body ? body.parsed : parseJson(body.bytes);
  if (!isJsonObject(json)) throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  const { payouts, ...rest } = json;
  const options = validated(BatchOptionsDto, withoutNulls(rest));
  if (!Array.isArray(payouts)) throw invalid([{ field: 'payouts', message: 'must be a list of payouts' }]);
  requireRows(payouts.length, 'payouts');
  const rows: InputRow[] = [];
  await inSlices(payouts, (request: unknown, index) => {
    rows.push({ line: index + 1, cells: cellsOf(request), request: withDefaults(request, options), problems: [] });
  });
  return { options, encoding: null, delimiter: null, columns: COLUMNS, rows, fingerprint: await spellings(json) };
}

/** Leaves out options that are null, so that they have their defaults. */
function withoutNulls(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw unreadableBody('must be UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw unreadableBody('must be valid JSON');
  }
}

/**
 * Returns the options and each row of a JSON request as texts with sorted keys, without nulls and without trailing
 * zeros of amounts. Equal requests give equal texts.
 */
async function spellings({ payouts, ...options }: Record<string, unknown>): Promise<string[]> {
  const texts = [sorted(options)];
  await inSlices(payouts as unknown[], (row) => texts.push(sorted(withPlainAmount(row))));
  return texts;
}

function withPlainAmount(row: unknown): unknown {
  if (!isJsonObject(row) || typeof row.amount !== 'string' || !AMOUNT_PATTERN.test(row.amount)) return row;
  return { ...row, amount: normalizeAmount(row.amount) };
}

function sorted(value: unknown): string {
  return JSON.stringify(inOrder(value));
}

/**
 * Returns a copy with sorted keys and without nulls. A part that is nested deeper than in any valid row becomes null,
 * because its row is refused anyway.
 */
function inOrder(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((part) => inOrder(part, depth + 1));
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).filter((name) => (value[name] ?? null) !== null);
  names.sort((one, other) => (one < other ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, inOrder(value[name], depth + 1)]));
}

/** Fills in the provider and the account from the options of the batch, if the row names none. */
function withDefaults(request: unknown, { provider, account }: BatchOptionsDto): unknown {
  if (!isJsonObject(request)) return request;
  return {
    ...request,
    ...(provider && !request.provider ? { provider } : {}),
    ...(account && !request.account ? { account } : {}),
  };
}

/** Returns the values of a JSON row in the order of `COLUMNS`. A missing value, or one that is not a text, is empty. */
function cellsOf(request: unknown): string[] {
  if (!isJsonObject(request)) return COLUMNS.map(() => '');
  const recipient = isJsonObject(request.recipient) ? request.recipient : {};
  return COLUMNS.map((column) => {
    const value = column === 'msisdn' || column === 'email' ? recipient[column] : request[column];
    return typeof value === 'string' ? value : '';
  });
}

async function fromCsv(
  body: BatchBody,
  query: Readonly<Record<string, unknown>>,
  accounts: readonly ConnectorAccount[],
): Promise<BatchInput> {
  if ('parsed' in body)
    throw unreadableBody('must be kept as it arrived: create the application with { rawBody: true }');
  const options = validated(BatchOptionsDto, { ...query, ...confirmation(query) });
  const { text, encoding } = decodeCsv(body.bytes, body.contentType);
  const table = await readCsv(text);
  requireRows(table.records.length, 'body');
  const rows: InputRow[] = [];
  await inSlices(table.records, (record, index) => {
    rows.push({ line: index + 1, ...readRecord(record, { table, options, accounts }) });
  });
  return {
    options,
    encoding,
    delimiter: table.delimiter,
    columns: table.header,
    rows,
    fingerprint: [sorted(query), body.bytes],
  };
}

/**
 * Converts the query parameter `confirmDuplicates` from text to boolean. Any other text stays, so that the validation
 * refuses it.
 */
function confirmation({ confirmDuplicates }: Readonly<Record<string, unknown>>): { confirmDuplicates?: unknown } {
  if (confirmDuplicates === undefined) return {};
  const read = { true: true, false: false }[String(confirmDuplicates)];
  return { confirmDuplicates: read ?? confirmDuplicates };
}

interface RecordContext {
  readonly table: CsvTable;
  readonly options: BatchOptionsDto;
  readonly accounts: readonly ConnectorAccount[];
}

/** Reads the cells of one CSV record. Cells that cannot be read become problems of the row. */
function readRecord(
  record: readonly string[],
  context: RecordContext,
): Pick<InputRow, 'cells' | 'request' | 'problems'> {
  const { table, options, accounts } = context;
  const cells = table.positions.map((position) => record[position] ?? '');
  const fields: Partial<Record<Column, string>> = {};
  const problems: BatchRowError[] = [];
  table.columns.forEach((column, index) => {
    const cell = plainCell(cells[index] ?? '');
    if (cell === '') return;
    if (column === null) problems.push(problem(null, 'has a cell in a column without a name'));
    else fields[column] = cell;
  });
  if (record.slice(table.width).some((cell) => cell.trim() !== '')) {
    problems.push(problem(null, 'has more cells than the header'));
  }
  const country = fields.msisdn === undefined ? null : countryOf(fields, options, accounts);
  const read = (column: Column, reading: ReadCell) => {
    if ('problem' in reading) problems.push(problem(column, reading.problem));
    else fields[column] = reading.value;
  };
  if (fields.amount !== undefined) read('amount', readAmountCell(fields.amount));
  if (fields.msisdn !== undefined) read('msisdn', readPhoneCell(fields.msisdn, country));
  const { msisdn, email, ...rest } = fields;
  const recipient = { ...(msisdn === undefined ? {} : { msisdn }), ...(email === undefined ? {} : { email }) };
  return { cells, request: withDefaults({ ...rest, recipient }, options), problems };
}

/**
 * Returns the country whose rules apply to the phone number of the row: the country of the accounts that can pay it.
 * Returns null if there is no such account, or if the accounts have different countries.
 */
function countryOf(
  { provider, account, currency }: Partial<Record<Column, string>>,
  options: BatchOptionsDto,
  accounts: readonly ConnectorAccount[],
): string | null {
  const wanted = { name: account ?? options.account, provider: provider ?? options.provider };
  const fits = accounts.filter(
    (one) =>
      one.recipientKind === 'msisdn' &&
      (!wanted.name || one.name === wanted.name) &&
      (!wanted.provider || one.provider === wanted.provider) &&
      (!currency || one.currencies.some(({ code }) => code === currency)),
  );
  const countries = new Set(fits.map(({ country }) => country));
  return countries.size === 1 ? (fits[0]?.country ?? null) : null;
}

function requireRows(rows: number, field: string): void {
  if (rows >= 1 && rows <= MAX_ROWS) return;
  throw invalid([{ field, message: `must have 1 to ${MAX_ROWS} rows` } satisfies Problem]);
}

function problem(field: string | null, message: string): BatchRowError {
  return { field, code: 'validation_failed', message };
}
