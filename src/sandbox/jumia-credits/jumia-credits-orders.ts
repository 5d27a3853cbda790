import { type CreditAmount, DECIMALS, parseMoney } from './jumia-credits-money.js';

/**
 * Fields of a request to create a credit, after they have been checked. Null means that the request did not have the
 * field.
 */
export interface CreditOrder {
  name: string;
  description: string;
  amount: CreditAmount;
  customerEmail: string;
  /** Time of expiry as `yyyy-MM-ddTHH:mm:ssZ` in UTC. Null if the credit does not expire. */
  expirationDate: string | null;
  callbackUrl: string | null;
  partnerCreditId: string | null;
}

interface Surroundings {
  /** Currency of the Credit account, as an ISO 4217 code. */
  currency: string;
  /** Sandbox time in epoch milliseconds. */
  now: number;
}

type Fields = Record<string, unknown>;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Reads the body of a request that creates a credit (JumiaPay document, "Create a single credit"). Returns the order,
 * or a problem for each broken rule. It does not check that `partner_credit_id` is unique.
 */
export function readCreditOrder(fields: Fields, { currency, now }: Surroundings): CreditOrder | string[] {
  const { expiration_date = null, callback_url = null, partner_credit_id = null } = fields;
  const amount = parseMoney(fields.amount, String(fields.currency));
  const rules: [boolean, string][] = [
    [isText(fields.name, 50), 'name must be a text of at most 50 characters'],
    [isText(fields.description, 255), 'description must be a text of at most 255 characters'],
    [isCurrency(fields.currency), 'currency is not supported'],
    [fields.currency === currency, `currency of this Credit account is ${currency}`],
    [
      amount !== undefined && amount.units > 0n,
      "amount must be a positive decimal string within the currency's decimals",
    ],
    [isEmail(fields.customer_email), 'customer_email must be an e-mail address'],
    [
      expiration_date === null || isFuture(expiration_date, now),
      'expiration_date must be yyyy-MM-ddTHH:mm:ssZ and in the future',
    ],
    [callback_url === null || isCallbackUrl(callback_url), 'callback_url must use HTTPS'],
    [partner_credit_id === null || isText(partner_credit_id, 255), 'partner_credit_id must be a text'],
  ];
  const problems = rules.filter(([holds]) => !holds).map(([, problem]) => problem);
  if (problems.length > 0) return problems;
  return {
    name: fields.name,
    description: fields.description,
    amount,
    customerEmail: fields.customer_email,
    expirationDate: expiration_date,
    callbackUrl: callback_url,
    partnerCreditId: partner_credit_id,
  } as CreditOrder;
}

function isText(value: unknown, maxLength: number): boolean {
  return typeof value === 'string' && value !== '' && [...value].length <= maxLength;
}

function isCurrency(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(DECIMALS, value);
}

function isEmail(value: unknown): boolean {
  return typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value);
}

function isFuture(value: unknown, now: number): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) && Date.parse(value) > now;
}

/**
 * Returns true for an allowed callback URL. JumiaPay's document says "Must use HTTPS". The sandbox also allows plain
 * http to this machine.
 */
function isCallbackUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}
