import { Transform } from 'class-transformer';
import { Allow, Length } from 'class-validator';
import { amountText } from '../../common/money.js';
import { isJsonObject } from '../../common/provider-http.js';
import { readReason, readStatus, readText } from '../../common/provider-values.js';

const Text = () => Transform(({ value }) => readText(value));

/** Decimal text and a currency; each null where the provider does not tell it. */
export interface CreditMoney {
  readonly value: string | null;
  readonly currency: string | null;
}

const NO_MONEY: CreditMoney = { value: null, currency: null };

/** Told as `{ value, currency, … }`; `formatted_value` is not read, because the document's own samples contradict it. */
function readMoney(money: unknown): CreditMoney {
  const { value, currency } = isJsonObject(money) ? money : { value: money };
  return { value: amountText(value), currency: readText(currency) };
}

/**
 * The credit of the JumiaPay Credits document as far as we read it. Only the uuid has to be there; what is missing or
 * unreadable is null.
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

  /** What the customer has spent of it. */
  @Transform(({ value }) => readMoney(value))
  @Allow()
  readonly usage: CreditMoney = NO_MONEY;

  @Text()
  @Allow()
  readonly customer_email: string | null = null;

  /** Documented in callbacks only. */
  @Transform(({ value }) => readReason(value))
  @Allow()
  readonly error_message: string | null = null;
}
