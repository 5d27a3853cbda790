import type { Scenario } from '../scenario.js';
import type { Credit } from './jumia-credits-credit.js';
import { type CreditAmount, formatMoney, increased } from './jumia-credits-money.js';

/** Status word that no document defines, for the scenario "unknown-word". */
const UNKNOWN_WORD = 'sim_reviewing';

/**
 * Returns a credit in the form in which all four endpoints return it (JumiaPay document, response samples). `distorts`
 * names the value that is false: the amount, always, or the status, only until the credit is delivered.
 */
export function creditView(
  credit: Credit,
  walletId: string,
  distorts: Scenario['distorts'] = credit.scenario.distorts,
) {
  return {
    uuid: credit.uuid,
    partner_credit_id: credit.partnerCreditId,
    name: credit.name,
    description: credit.description,
    source_wallet_account_id: walletId,
    amount: moneyView(distorts === 'amount' ? increased(credit.amount) : credit.amount),
    usage: moneyView(credit.usage),
    customer_email: credit.customerEmail,
    status: statusView(distorts === 'status' && credit.status === 'processing_delivery' ? UNKNOWN_WORD : credit.status),
    in_approval: false,
    expiration_date: credit.expirationDate,
    callback_url: credit.callbackUrl,
    // JumiaPay does not document the content of these objects. Its sample has `approved: null` for credits that are
    // approved at once.
    created: {},
    updated: {},
    submitted: {},
    approved: null,
    declined: null,
    cancelled: credit.cancelRequested ? {} : null,
  };
}

/**
 * Returns an amount as in JumiaPay's responses, where `value` is a JSON number. In requests it is a text. The symbol is
 * the currency code.
 */
export function moneyView(money: CreditAmount) {
  const { currency } = money;
  const value = Number(formatMoney(money));
  return { value, currency, symbol: currency, formatted_value: `${currency} ${value}` };
}

/** Returns a status with its label: `processing_delivery` gets the label "Processing Delivery". */
export function statusView(id: string) {
  const label = id
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
  return { id, label };
}
