import { Transform } from 'class-transformer';
import { Allow, Length } from 'class-validator';
import { amountText } from '../../common/money.js';
import { readReason, readStatus, readText, readTime } from '../../common/provider-values.js';

const Moment = () => Transform(({ value }) => readTime(value));
const Text = () => Transform(({ value }) => readText(value));
/**
 * Pattern of an amount with a thousands separator, such as `5.000`. The Djamo document writes amounts this way. The dot
 * cannot be a decimal point, because XOF has no decimals.
 */
const THOUSANDS = /^\d{1,3}(\.\d{3}){1,4}$/;

/** Converts an amount in XOF to a decimal string. `5.000` means five thousand. Returns null if it is not an amount. */
function francs(value: unknown): string | null {
  const text = typeof value === 'string' ? value.slice(0, 30).trim() : value;
  return amountText(typeof text === 'string' && THOUSANDS.test(text) ? text.replaceAll('.', '') : text);
}

const Amount = () => Transform(({ value }) => francs(value));

/**
 * The fields of a Djamo transaction that Cauri uses. Only the id is required. Other fields are null if missing or
 * unreadable. Amounts are decimal strings in XOF.
 */
export class DjamoTransactionDto {
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

  /** Recipient's phone number. Djamo's samples mask some digits (`+22507XXXXXX00`). */
  @Text()
  @Allow()
  readonly msisdn: string | null = null;

  @Text()
  @Allow()
  readonly batchId: string | null = null;

  /** Time of creation in epoch milliseconds. Null if missing or unreadable. */
  @Moment()
  @Allow()
  readonly createdAt: number | null = null;

  /** Time of Djamo's last change in epoch milliseconds. Null if missing or unreadable. */
  @Moment()
  @Allow()
  readonly updatedAt: number | null = null;

  @Transform(({ value }) => readReason(value))
  @Allow()
  readonly failureReason: string | null = null;
}
