import type { DjamoSettings } from './djamo-settings.js';
import type { TransferOrder } from './djamo-transfer.js';

type Fields = Record<string, unknown>;
type Limits = Pick<DjamoSettings, 'minAmount' | 'maxAmount'>;

/** Returns true for a phone number in E.164 form, a `+` and 8 to 15 digits, as in Djamo's document, "Base Types". */
export function isMsisdn(value: unknown): value is string {
  return typeof value === 'string' && /^\+[1-9]\d{7,14}$/.test(value);
}

/**
 * Reads the body of a request that creates a transaction. Returns the order, or a problem for each broken rule. `type`
 * is required except for the items of a batch, which have none in Djamo's document.
 */
export function readTransferOrder(fields: Fields, limits: Limits, typeRequired: boolean): TransferOrder | string[] {
  const { msisdn, reference, type, description = null, subCompanyId = null } = fields;
  const amount = readAmount(fields.amount, limits);
  const problems: string[] = typeof amount === 'number' ? [] : amount;
  const rules: [boolean, string][] = [
    [isMsisdn(msisdn), 'msisdn must be a valid phone number'],
    [typeof reference === 'string' && reference !== '', 'reference should not be empty'],
    [type === 'transfer' || (!typeRequired && type === undefined), 'type must be: transfer'],
    [isOptionalText(description), 'description must be a string'],
    [isOptionalText(subCompanyId), 'subCompanyId must be a string'],
  ];
  problems.push(...rules.filter(([holds]) => !holds).map(([, problem]) => problem));
  if (problems.length > 0) return problems;
  return { amount, msisdn, reference, description, subCompanyId } as TransferOrder;
}

function isOptionalText(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

/**
 * Reads an amount in whole francs, as in Djamo's document, "Base Types". Returns the amount, or its problems. The
 * document does not say if the limits are inclusive; here they are.
 */
function readAmount(amount: unknown, { minAmount, maxAmount }: Limits): number | string[] {
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount)) return ['amount must be an integer number'];
  if (amount < minAmount) return [`amount must not be less than ${minAmount}`];
  if (amount > maxAmount) return [`amount must not be greater than ${maxAmount}`];
  return amount;
}
