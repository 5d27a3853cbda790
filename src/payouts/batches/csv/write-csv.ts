import { stringify } from 'csv-stringify/sync';

export const BOM = '\ufeff';

/** Lines of a CSV, each ended by CRLF as RFC 4180 writes them. */
export function csvLines(rows: readonly (readonly string[])[], delimiter: string): string {
  return stringify(
    rows.map((row) => row.map(harmless)),
    { delimiter, record_delimiter: 'windows' },
  );
}

const NUMBER_OR_PHONE = /^[+-]?\d+([.,]\d+)?$/;

/** A cell that a spreadsheet would compute gets a `'` in front; numbers and phone numbers stay as they are. */
export function harmless(cell: string): string {
  return /^\s*[=+\-@]/.test(cell) && !NUMBER_OR_PHONE.test(cell) ? `'${cell}` : cell;
}
