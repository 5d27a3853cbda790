import { Transform } from 'class-transformer';
import { Allow, Length } from 'class-validator';
import { amountText } from '../../common/money.js';
import { isJsonObject } from '../../common/provider-http.js';
import { readReason, readStatus, readText } from '../../common/provider-values.js';

const Text = () => Transform(({ value }) => readText(value));

/** An amount as decimal string and its currency. Each is null if the provider leaves it out. */
export interface CreditMoney {
  readonly value: string | null;
  readonly currency: string | null;
}

const NO_MONEY: CreditMoney = { value: null, currency: null };

/** Reads `{ value, currency, … }`. Ignores `formatted_value`, because the document's own samples contradict it. */
function readMoney(money: unknown): CreditMoney {
  const { value, currency } = isJsonObject(money) ? money : { value: money };
  return { value: amountText(value), currency: readText(currency) };
}

/**
 * The fields that we read of a credit of the JumiaPay Credits document. Only the uuid is required; other fields are
 * null if missing or unreadable.
 */
export class CreditDto {
  @Length(1, 255)
  readonly uuid!: string;

  @Transform(({ value }) => readStatus(value))
  @Allow()
  readonly status: string | null = null;

  @Text()
  @Allow()
  readonly partner_credit_id: string | null = null;

  @Transform(({ value }) => readMoney(value))
  @Allow()
  readonly amount: CreditMoney = NO_MONEY;

  /** The part that the customer has spent. */
  @Transform(({ value }) => readMoney(value))
  @Allow()
  readonly usage: CreditMoney = NO_MONEY;

  @Text()
  @Allow()
  readonly customer_email: string | null = null;

  /** Documented only in callbacks. */
  @Transform(({ value }) => readReason(value))
  @Allow()
  readonly error_message: string | null = null;
}
