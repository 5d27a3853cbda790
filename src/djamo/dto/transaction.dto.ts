import { Transform } from 'class-transformer';
import { Allow, Length } from 'class-validator';
import { amountText } from '../../common/money.js';
import { readReason, readStatus, readText } from '../../common/provider-values.js';

const Text = () => Transform(({ value }) => readText(value));
const Amount = () => Transform(({ value }) => amountText(value));

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
