import { isPossibleMsisdn } from '../common/msisdn.js';
import type { Money, PayoutDraft, Problem, Recipient } from '../common/payout-connector.js';
import { idProblem, problemsIn, textProblem } from '../common/text-rules.js';
import type { DjamoAccountOptions } from './djamo.options.js';

/** Maximum number of characters of a description. Djamo documents no limit, so this is the limit of JumiaPay. */
const MAX_DESCRIPTION = 255;
const MAX_SUB_COMPANY_ID = 100;

type Limits = Pick<DjamoAccountOptions, 'minAmount' | 'maxAmount'>;

/**
 * Returns a problem for each rule of the Djamo document, and each limit of the account, that a payout breaks. Returns
 * an empty list if it breaks none.
 */
export function djamoProblems(draft: PayoutDraft, limits: Limits): Problem[] {
  const { name, description, subCompanyId, expiresAt } = draft;
  return problemsIn([
    ['amount', amountProblem(draft.amount, limits)],
    ['currency', draft.amount.currency === 'XOF' ? null : 'must be XOF'],
    ['recipient.msisdn', recipientProblem(draft.recipient)],
    ['name', name === null ? null : 'is not supported by Djamo'],
    ['description', description === null ? null : textProblem(description, MAX_DESCRIPTION)],
    ['expiresAt', expiresAt === null ? null : 'is not supported by Djamo'],
    ['subCompanyId', subCompanyId === null ? null : idProblem(subCompanyId, MAX_SUB_COMPANY_ID)],
  ]);
}

function amountProblem({ minor, scale }: Money, { minAmount, maxAmount }: Limits): string | null {
  if (scale !== 0 || !Number.isSafeInteger(minor)) return 'must be a whole number';
  const within = minor >= minAmount && minor <= maxAmount;
  return within ? null : `must be from ${minAmount} to ${maxAmount} XOF`;
}

function recipientProblem({ kind, value }: Recipient): string | null {
  if (kind !== 'msisdn') return 'is required';
  return isPossibleMsisdn(value) ? null : 'must be a possible phone number in E.164 form, such as +2250701020304';
}
