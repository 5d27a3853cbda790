import { integer, oneOf, TEXT, TRUE_OR_FALSE, type VariableRule } from './variable-rules.js';

/** An environment variable for one option of an account. */
export interface AccountVariable {
  /** Name of the option. The JSON array of accounts uses it too. */
  readonly option: string;
  readonly rule: VariableRule<unknown>;
  readonly required?: true;
  readonly secret?: true;
  /** True if setting this variable alone does not create an account. */
  readonly modifier?: true;
}

/** The environment variables for the accounts of one provider. */
export interface AccountGroup {
  readonly prefix: string;
  /** Name of the account that the single variables configure. */
  readonly account: string;
  /** The variables, by the part of their name after the prefix. */
  readonly variables: Readonly<Record<string, AccountVariable>>;
}

const AMOUNT = integer(1, 999_999_999_999);

/** Variables for the operator's rules, which all providers have. */
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
