import { PayoutError } from '../payouts.errors.js';
import type { BatchMode } from '../storage/entities/batch.entity.js';
import type { DuplicateWarning } from './batch-duplicates.js';
import type { OrderedRow } from './batch-orders.js';

/** Rows of a batch after all checks, with the warnings about probable duplicates. */
export interface CheckedRows {
  readonly rows: readonly OrderedRow[];
  readonly warnings: readonly DuplicateWarning[];
}

/** Maximum number of errors, and of warnings, in the error for a refused batch. The validation of a batch shows all. */
const MAX_TOLD = 100;

/** An error of a row as the API shows it. `row` counts from 1. A null `field` means the row as a whole. */
export interface RowErrorView {
  readonly row: number;
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
}

/** Returns the errors of all rows, in the order of the rows. A row may have several, or none. */
export function rowErrors(rows: readonly Pick<OrderedRow, 'line' | 'errors'>[]): RowErrorView[] {
  return rows.flatMap(({ line, errors }) =>
    errors.map(({ field, code, message }) => ({ row: line, field, code, message })),
  );
}

/**
 * Returns the error for a refused batch, with the first 100 errors and warnings and the number of all. Nothing of the
 * batch is stored.
 */
export function batchInvalid({ rows, warnings }: CheckedRows, mode: BatchMode): PayoutError {
  const errors = rowErrors(rows);
  const members = {
    errors: errors.slice(0, MAX_TOLD),
    errorCount: errors.length,
    warnings: warnings.slice(0, MAX_TOLD),
    warningCount: warnings.length,
  };
  return new PayoutError('batch_invalid', detailOf(rows, mode), { members });
}

/**
 * Returns the message that says why the batch is refused. With the mode `accept_valid`, invalid rows are a reason only
 * if all rows are invalid.
 */
function detailOf(rows: CheckedRows['rows'], mode: BatchMode): string {
  if (rows.every(({ order }) => order === null)) return 'Every row breaks a rule; nothing was stored. Correct them.';
  return mode === 'all_or_nothing' && rows.some(({ order }) => order === null)
    ? 'Rows break rules; nothing was stored. Correct them, or send mode accept_valid to leave them out.'
    : 'Rows look like payments that were ordered already; nothing was stored. Send confirmDuplicates to pay them.';
}
