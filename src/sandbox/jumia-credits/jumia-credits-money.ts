/** Decimal places by currency (JumiaPay document, "Create a single credit"); TND has 2 here, 3 in ISO 4217. */
export const CURRENCY_DECIMALS: Readonly<Record<string, number>> = {
  NGN: 2,
  EGP: 2,
  KES: 2,
  GHS: 2,
  MAD: 2,
  XOF: 0,
  TND: 2,
  UGX: 0,
  DZD: 2,
};

export interface Money {
  /** In the smallest unit of the currency. */
  units: bigint;
  currency: string;
}

/** Undefined for anything but a plain decimal number within the currency's decimal places. */
export function parseMoney(amount: unknown, currency: string): Money | undefined {
  if (typeof amount !== 'string' || !/^(0|[1-9]\d{0,14})(\.\d+)?$/.test(amount)) return undefined;
  const decimals = decimalsOf(currency);
  const [whole = '', fraction = ''] = amount.split('.');
  if (fraction.length > decimals) return undefined;
  return { units: BigInt(whole + fraction.padEnd(decimals, '0')), currency };
}

export function formatMoney({ units, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const digits = units.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** One whole unit more. */
export function increased({ units, currency }: Money): Money {
  return { units: units + 10n ** BigInt(decimalsOf(currency)), currency };
}

function decimalsOf(currency: string): number {
  return CURRENCY_DECIMALS[currency] ?? 0;
}
