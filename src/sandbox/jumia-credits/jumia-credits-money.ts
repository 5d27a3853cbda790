/**
 * Number of decimals for each currency (JumiaPay document, "Create a single credit"). TND has 2 here and 3 in ISO 4217.
 */
export const DECIMALS: Readonly<Record<string, number>> = {
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

export interface CreditAmount {
  /** Amount in the smallest unit of the currency, such as kobo for NGN. */
  units: bigint;
  currency: string;
}

/**
 * Parses a decimal string with at most 15 digits before the point. Returns undefined for another format, and for more
 * decimals than the currency has. An unknown currency has no decimals.
 */
export function parseMoney(amount: unknown, currency: string): CreditAmount | undefined {
  if (typeof amount !== 'string' || !/^(0|[1-9]\d{0,14})(\.\d+)?$/.test(amount)) return undefined;
  const decimals = decimalsOf(currency);
  const [whole = '', fraction = ''] = amount.split('.');
  if (fraction.length > decimals) return undefined;
  return { units: BigInt(whole + fraction.padEnd(decimals, '0')), currency };
}

/** Formats an amount as a decimal string with all decimals of the currency. */
export function formatMoney({ units, currency }: CreditAmount): string {
  const decimals = decimalsOf(currency);
  const digits = units.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Returns the amount plus one whole unit of the currency, for the scenario "mismatch". */
export function increased({ units, currency }: CreditAmount): CreditAmount {
  return { units: units + 10n ** BigInt(decimalsOf(currency)), currency };
}

function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 0;
}
