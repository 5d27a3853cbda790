import { Transform } from 'class-transformer';
import { Allow, Length } from 'class-validator';
import { amountText } from '../../common/money.js';
import { readReason, readStatus, readText } from '../../common/provider-values.js';

const Text = () => Transform(({ value }) => readText(value));
/** `5.000`: the Djamo document writes its amounts so ('Amounts must be between 5.000 and 500.000'); XOF has no decimals. */
const THOUSANDS = /^\d{1,3}(\.\d{3}){1,4}$/;

function francs(value: unknown): string | null {
  const text = typeof value === 'string' ? value.slice(0, 30).trim() : value;
  return amountText(typeof text === 'string' && THOUSANDS.test(text) ? text.replaceAll('.', '') : text);
}

const Amount = () => Transform(({ value }) => francs(value));

/**
 * The Djamo document, 'The transaction object', as far as we read it. Only the id has to be there; what is missing or
 * unreadable is null. Amounts are decimal text in XOF.
 */
export class TransactionDto {
  @Length(1, 255)
  readonly id!: string;

  @Transform(({ value }) => readStatus(value))
  @Allow()
  readonly status: string | null = null;

  @Text()
  @Allow()
  readonly reference: string | null = null;

  @Amount()
  @Allow()
  readonly amount: string | null = null;

  @Amount()
  @Allow()
  readonly fee: string | null = null;

  @Amount()
  @Allow()
  readonly totalAmount: string | null = null;

  /** Djamo's own samples mask it (`+22507XXXXXX00`). */
  @Text()
  @Allow()
  readonly msisdn: string | null = null;

  @Transform(({ value }) => readReason(value))
  @Allow()
  readonly failureReason: string | null = null;
}
