/**
 * Number of decimals that JumiaPay uses for each currency that it accepts. They differ from ISO 4217, where TND has 3.
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

/** Country of each currency. It determines the time zone of an account without a configured country. */
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

/** Maximum number of characters of a credit's name, from the JumiaPay Credits document. */
export const MAX_NAME = 50;
/** Maximum number of characters of a credit's description, from the JumiaPay Credits document. */
export const MAX_DESCRIPTION = 255;
export const MAX_EMAIL = 254;

/**
 * Minimum time from acceptance to a credit's expiry, in milliseconds. JumiaPay requires only a time in the future, but
 * a credit that expires while it is being delivered is useless.
 */
export const MIN_LIFETIME_MS = 5 * 60_000;
