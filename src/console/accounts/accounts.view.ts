import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import { type Html, html } from '../html.js';
import { balanceOf } from '../overview/overview.view.js';
import { may, type View } from '../view.js';
import { hiddenFields, timeTag } from '../views/parts.js';

/** Renders the accounts page: the state, limits and balance of each account, with a button to pause or resume it. */
export function accountsView(view: View, accounts: readonly AccountDto[]): Html {
  return html`<div class="cards">${accounts.map((account) => card(view, account))}</div>`;
}

function card(view: View, account: AccountDto): Html {
  const { t, base } = view;
  const { name, provider, country, currencies, limits, hold, lastRead, approvers, approvalAbove } = account;
  return html`<section class="card" aria-labelledby="account-${name}">
<h2 id="account-${name}">${name}</h2>
<p>${hold === null ? html`<span class="tag good">${t('sends')}</span>` : html`<span class="tag bad">${t('held', { reason: hold.reason })}</span>`}</p>
${hold && html`<p class="faint">${hold.by}${hold.until && html`, ${t('accounts.probe')} ${timeTag(hold.until)}`}</p>`}
<dl class="data">
<dt>${t('provider')}</dt><dd>${provider}${country && ` (${country})`} · ${currencies.join(', ')}</dd>
<dt>${t('balance')}</dt><dd>${balanceOf(view, account)}</dd>
<dt>${t('accounts.limits')}</dt><dd>${limits.min ?? '–'} … ${limits.max ?? '–'}</dd>
<dt>${t('accounts.approvers')}</dt><dd>${approvers}${approvalAbove && ` (> ${approvalAbove})`}</dd>
<dt>${t('accounts.lastRead')}</dt><dd>${lastRead === null ? '–' : html`${timeTag(lastRead.at)} ${lastRead.outcome}`}</dd>
</dl>
<p><a href="${base}/payouts?account=${encodeURIComponent(name)}">${t('payouts.title')}</a></p>
${may(view, 'operations') && switches(view, account)}
</section>`;
}

function switches(view: View, { name, hold }: AccountDto): Html {
  const { t, base } = view;
  const address = `${base}/accounts/${encodeURIComponent(name)}`;
  if (hold !== null) {
    return html`<form method="post" action="${address}/resume">${hiddenFields(view)}
<button class="primary">${t('accounts.resume')}</button><p class="faint">${t('accounts.resume.does')}</p></form>`;
  }
  return html`<form method="post" action="${address}/pause" class="stack">${hiddenFields(view)}
<label for="reason-${name}">${t('field.reason')}</label>
<input id="reason-${name}" name="reason" required maxlength="500" autocomplete="off">
<button class="danger">${t('accounts.pause')}</button><p class="faint">${t('accounts.pause.does')}</p></form>`;
}
