import { stringify } from 'csv-stringify/sync';

/** Byte order mark, by which spreadsheets recognize UTF-8. It is the first character of each CSV that we write. */
export const BOM = '\ufeff';

/**
 * Formats rows as CSV. Cells that a spreadsheet would execute as formulas are made harmless by a leading `'`. Each line
 * ends with CRLF, as in RFC 4180.
 */
export function csvLines(rows: readonly (readonly string[])[], delimiter: string): string {
  return stringify(
    rows.map((row) => row.map(harmless)),
    { delimiter, record_delimiter: 'windows' },
  );
}

const NUMBER_OR_PHONE = /^[+-]?\d+([.,]\d+)?$/;

/** Puts a `'` before a cell that a spreadsheet would execute as a formula. Numbers and phone numbers stay unchanged. */
export function harmless(cell: string): string {
  return /^\s*[=+\-@]/.test(cell) && !NUMBER_OR_PHONE.test(cell) ? `'${cell}` : cell;
}
