import type { ConnectorAccount, RecipientKind } from '../../common/connector-account.js';
import type { Problem } from '../../common/payout-connector.js';
import type { CreatePayoutDto } from '../dto/create-payout.dto.js';
import { PayoutError } from '../payouts.errors.js';

/**
 * Condition that an account must meet to pay a request. If no account meets it, the caller gets an error with `field`
 * and `message`.
 */
export interface RoutingRule {
  readonly field: string;
  readonly message: string;
  fits(account: ConnectorAccount): boolean;
}

export function recipientKind({ recipient }: CreatePayoutDto): RecipientKind {
  return recipient.msisdn ? 'msisdn' : 'email';
}

function rulesOf(request: CreatePayoutDto): RoutingRule[] {
  const { provider, account, currency } = request;
  const kind = recipientKind(request);
  return [
    { field: 'account', message: `no account is named ${account}`, fits: ({ name }) => !account || name === account },
    {
      field: 'provider',
      message: `no account is at the provider ${provider}`,
      fits: (one) => !provider || one.provider === provider,
    },
    {
      field: `recipient.${kind}`,
      message: `no account that fits pays to ${kind === 'email' ? 'an e-mail address' : 'a phone number'}`,
      fits: (one) => one.recipientKind === kind,
    },
    {
      field: 'currency',
      message: `no account that fits pays in ${currency}`,
      fits: (one) => one.currencies.some(({ code }) => code === currency),
    },
  ];
}

/**
 * Selects the account that pays a request. It must pay to this kind of recipient and in this currency, and must have
 * the name and the provider in the request, if given.
 * @throws PayoutError `no_account` with the first rule that no remaining account meets, or `account_ambiguous` with the
 *   candidates
 */
export function route(accounts: readonly ConnectorAccount[], request: CreatePayoutDto): ConnectorAccount {
  return oneAccount(accounts, rulesOf(request));
}

/** Selects the one account that meets all rules. The rules are applied in order, each to the accounts that are left. */
export function oneAccount(accounts: readonly ConnectorAccount[], rules: readonly RoutingRule[]): ConnectorAccount {
  let candidates = accounts;
  for (const { field, message, fits } of rules) {
    candidates = candidates.filter((account) => fits(account));
    if (candidates.length > 0) continue;
    const errors: Problem[] = [{ field, message }];
    throw new PayoutError('no_account', `No account fits: ${message}.`, { errors });
  }
  const [account, ...others] = candidates;
  if (account && others.length === 0) return account;
  const names = candidates.map(({ name }) => name);
  throw new PayoutError('account_ambiguous', 'More than one account fits.', {
    errors: [{ field: 'account', message: `must be one of ${names.join(', ')}` }],
    members: { candidates: names },
  });
}
