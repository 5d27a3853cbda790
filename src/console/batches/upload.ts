import type { BatchValidationDto } from '../../payouts/batches/dto/batch.dto.js';
import type { SentForm } from '../session/forms.js';
import { type Corrections, cellName, readSheet, type Sheet } from './sheet.js';

/** Options that a person chose in the form for a CSV file of payouts. */
export interface Upload {
  readonly mode: string;
  /** Account for rows that name none. If empty, the currency and the recipient of each row decide. */
  readonly account: string;
  readonly confirmDuplicates: boolean;
  /**
   * Idempotency-Key for the request that creates the batch. It is generated at the first check of the file and stays
   * the same, so a form that is sent twice creates only one batch.
   */
  readonly key: string;
}

export interface Report {
  readonly upload: Upload;
  readonly sheet: Sheet;
  readonly validation: BatchValidationDto;
}

const CELL = cellName(0, 0).replace(/\d.*/, '');

export function uploadIn(form: SentForm): Upload {
  return {
    mode: form.text('mode') || 'all_or_nothing',
    account: form.text('account').trim(),
    confirmDuplicates: form.text('confirmDuplicates') === 'true',
    key: form.text('key') || crypto.randomUUID(),
  };
}

/**
 * Reads the file that was uploaded with this form. If there is none, reads the CSV text that the form contains from the
 * last check, and applies the corrections in the form. Returns null if there is neither.
 * @throws PayoutError if the file cannot be read
 */
export async function sheetIn(form: SentForm): Promise<Sheet | null> {
  const file = await form.file('file');
  if (file !== null) return readSheet(file, new Map());
  const kept = form.text('csv');
  if (kept === '') return null;
  const corrections: Corrections = new Map(form.startingWith(CELL));
  return readSheet(Buffer.from(kept, 'utf8'), corrections);
}

/** Returns the request that creates or checks the batch. The file is sent in UTF-8, whatever its encoding was. */
export function requestOf({ text }: Sheet, { mode, account, confirmDuplicates }: Upload) {
  return {
    body: { contentType: 'text/csv; charset=utf-8', bytes: Buffer.from(text, 'utf8') },
    query: { mode, ...(account !== '' && { account }), ...(confirmDuplicates && { confirmDuplicates: 'true' }) },
  };
}
