/** Number of decimals for each currency that JumiaPay accepts. They differ from ISO 4217, where TND has 3. */
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

/** Country of each currency. It decides the time zone of an account without a country. */
export const CURRENCY_COUNTRIES: Readonly<Record<string, string>> = {
  NGN: 'NG',
  EGP: 'EG',
  KES: 'KE',
  GHS: 'GH',
  MAD: 'MA',
  XOF: 'CI',
  TND: 'TN',
  UGX: 'UG',
  DZD: 'DZ',
};

/** The most characters of a credit's name. */
export const MAX_NAME = 50;
export const MAX_DESCRIPTION = 255;
export const MAX_EMAIL = 254;

/**
 * The least milliseconds until a credit expires. JumiaPay only requires a time in the future. A credit that expires
 * while it is delivered would be useless.
 */
export const MIN_LIFETIME_MS = 5 * 60_000;
