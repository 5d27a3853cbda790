import { integer, oneOf, TEXT, TRUE_OR_FALSE, type VariableRule } from './variable-rules.js';

/** An environment variable that sets one option of an account. */
export interface AccountVariable {
  /** Name of the option, which the JSON array of accounts uses too. */
  readonly option: string;
  readonly rule: VariableRule<unknown>;
  /** True if an account cannot be configured without it. */
  readonly required?: true;
  /** True if the value is a secret, which may also be given as `file:/path`. */
  readonly secret?: true;
  /**
   * True if the variable only changes an account that other variables configure. If only such variables are set, no
   * account is configured.
   */
  readonly modifier?: true;
}

/** The environment variables for the accounts of one provider. */
export interface AccountGroup {
  /** Beginning of the names of the variables, such as `DJAMO`. */
  readonly prefix: string;
  /** Name of the account that is configured by single variables and not by the JSON array. */
  readonly account: string;
  /** The variables, by the part of their name after the prefix. */
  readonly variables: Readonly<Record<string, AccountVariable>>;
}

/** Rule for an amount without decimals, above 0 and with at most 12 digits. */
const AMOUNT = integer(1, 999_999_999_999);

/** Variables for the operator's rules about payouts, which accounts of all providers have. */
const POLICY: Readonly<Record<string, AccountVariable>> = {
  REQUIRE_APPROVAL: { option: 'requireApproval', rule: TRUE_OR_FALSE, modifier: true },
  APPROVERS: { option: 'approvers', rule: integer(0, 2), modifier: true },
  APPROVAL_ABOVE: { option: 'approvalAbove', rule: TEXT, modifier: true },
  DAILY_LIMIT: { option: 'dailyLimit', rule: TEXT, modifier: true },
  LOW_BALANCE: { option: 'lowBalance', rule: TEXT, modifier: true },
  HOLD_ON_SHORTFALL: { option: 'holdOnShortfall', rule: TRUE_OR_FALSE, modifier: true },
};

export const JUMIA_CREDITS: AccountGroup = {
  prefix: 'JUMIA_CREDITS',
  account: 'jumia-credits',
  variables: {
    BASE_URL: { option: 'baseUrl', rule: TEXT, required: true },
    API_KEY: { option: 'apiKey', rule: TEXT, required: true, secret: true },
    BUSINESS_AREA: { option: 'businessArea', rule: TEXT, required: true },
    WALLET_ACCOUNT_ID: { option: 'walletAccountId', rule: TEXT, required: true },
    CURRENCY: { option: 'currency', rule: TEXT, required: true },
    DEFAULT_NAME: { option: 'defaultName', rule: TEXT, modifier: true },
    MAX_AMOUNT: { option: 'maxAmount', rule: TEXT, modifier: true },
    ...POLICY,
  },
};

export const DJAMO: AccountGroup = {
  prefix: 'DJAMO',
  account: 'djamo',
  variables: {
    BASE_URL: { option: 'baseUrl', rule: TEXT, required: true },
    ACCESS_TOKEN: { option: 'accessToken', rule: TEXT, required: true, secret: true },
    COMPANY_ID: { option: 'companyId', rule: TEXT },
    WEBHOOK_SECRET: { option: 'webhookSecret', rule: TEXT, secret: true },
    COUNTRY: { option: 'country', rule: TEXT },
    MIN_AMOUNT: { option: 'minAmount', rule: AMOUNT },
    MAX_AMOUNT: { option: 'maxAmount', rule: AMOUNT },
    REQUIRE_VERIFIED_RECIPIENT: { option: 'requireVerifiedRecipient', rule: TRUE_OR_FALSE, modifier: true },
    RESEND: { option: 'resend', rule: oneOf('never', 'after-absence'), modifier: true },
    ...POLICY,
  },
};
