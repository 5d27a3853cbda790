import { Transform } from 'class-transformer';
import { Allow, Length } from 'class-validator';
import { amountText } from '../../common/money.js';
import { isJsonObject } from '../../common/provider-http.js';
import { readReason, readStatus, readText } from '../../common/provider-values.js';

const Text = () => Transform(({ value }) => readText(value));

/** Amount as a decimal string, with its currency. Each of the two is null if the response does not contain it. */
export interface CreditMoney {
  readonly value: string | null;
  readonly currency: string | null;
}

const NO_MONEY: CreditMoney = { value: null, currency: null };

/**
 * Reads an amount from `{ value, currency, … }`. It ignores `formatted_value`, which contradicts `value` in JumiaPay's
 * own samples.
 */
function readMoney(money: unknown): CreditMoney {
  const { value, currency } = isJsonObject(money) ? money : { value: money };
  return { value: amountText(value), currency: readText(currency) };
}

/**
 * The fields of a JumiaPay credit that Cauri uses. Only the uuid is required. Other fields are null if missing or
 * unreadable.
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

  /** Amount that the customer has spent. */
  @Transform(({ value }) => readMoney(value))
  @Allow()
  readonly usage: CreditMoney = NO_MONEY;

  @Text()
  @Allow()
  readonly customer_email: string | null = null;

  /** Reason for a failure. JumiaPay documents it only for callbacks. */
  @Transform(({ value }) => readReason(value))
  @Allow()
  readonly error_message: string | null = null;
}
