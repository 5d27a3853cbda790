/** The JumiaPay Credits document, 'Create a single credit'. Decimal places are JumiaPay's own: ISO 4217 gives TND 3. */
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

/** Characters. */
export const MAX_NAME = 50;
export const MAX_DESCRIPTION = 255;
export const MAX_EMAIL = 254;

/** The document asks for the future; a credit that expires while it is being delivered helps nobody. */
export const MIN_LIFETIME_MS = 5 * 60_000;
