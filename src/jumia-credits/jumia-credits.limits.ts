/**
 * Decimals of each currency, from the JumiaPay Credits document, 'Create a single credit'. They differ from ISO 4217,
 * where TND has 3.
 */
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

/** Longest name, in characters. */
export const MAX_NAME = 50;
export const MAX_DESCRIPTION = 255;
export const MAX_EMAIL = 254;

/**
 * Shortest time until a credit expires. The document only requires a time in the future, but a credit that expires
 * while it is delivered is useless.
 */
export const MIN_LIFETIME_MS = 5 * 60_000;
