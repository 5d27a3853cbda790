import { PayoutError } from '../payouts.errors.js';
import type { DuplicateWarning } from './batch-duplicates.js';
import type { OrderedRow } from './batch-orders.js';

/** Rows of a batch after all checks, with the warnings about probable duplicates. */
export interface CheckedRows {
  readonly rows: readonly OrderedRow[];
  readonly warnings: readonly DuplicateWarning[];
}

/** Maximum number of errors, and of warnings, in one response. `validate` returns all of them. */
const MAX_TOLD = 100;

/** An error of a row as the API shows it. A null `field` means the row as a whole. */
export interface RowErrorView {
  readonly row: number;
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
}

/** Returns the errors of all rows, in the order of the rows. */
export function rowErrors(rows: readonly Pick<OrderedRow, 'line' | 'errors'>[]): RowErrorView[] {
  return rows.flatMap(({ line, errors }) =>
    errors.map(({ field, code, message }) => ({ row: line, field, code, message })),
  );
}

/** Returns the error for a refused batch. Nothing of the batch is stored. */
export function batchInvalid({ rows, warnings }: CheckedRows): PayoutError {
  const errors = rowErrors(rows);
  const members = {
    errors: errors.slice(0, MAX_TOLD),
    errorCount: errors.length,
    warnings: warnings.slice(0, MAX_TOLD),
    warningCount: warnings.length,
  };
  const detail =
    errors.length > 0
      ? 'Rows break rules; nothing was stored. Correct them, or send mode accept_valid to leave them out.'
      : 'Rows look like payments that were ordered already; nothing was stored. Send confirmDuplicates to pay them.';
  return new PayoutError('batch_invalid', detail, { members });
}
