import type { BatchValidationDto } from '../../payouts/batches/dto/batch.dto.js';
import type { SentForm } from '../session/forms.js';
import { type Corrections, cellName, readSheet, type Sheet } from './sheet.js';

/** What a person asks for with a file. */
export interface Upload {
  readonly mode: string;
  /** For rows that name none. Empty: the currency and the recipient choose. */
  readonly account: string;
  readonly confirmDuplicates: boolean;
  /** The Idempotency-Key of the batch, so that a form that is sent twice makes one. */
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
 * Reads the file that was chosen now, else the one of the last report with its corrections. Returns null if there is
 * neither.
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

/** Returns the request for a batch, as the API gets it. */
export function requestOf({ text }: Sheet, { mode, account, confirmDuplicates }: Upload) {
  return {
    body: { contentType: 'text/csv; charset=utf-8', bytes: Buffer.from(text, 'utf8') },
    query: { mode, ...(account !== '' && { account }), ...(confirmDuplicates && { confirmDuplicates: 'true' }) },
  };
}
