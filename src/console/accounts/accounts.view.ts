import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import { type Html, html } from '../html.js';
import { wordOf } from '../language/language.js';
import { balanceOf, holdTag } from '../overview/overview.view.js';
import { may, type View } from '../view.js';
import { figure, hiddenFields, timeTag } from '../views/parts.js';

/**
 * Renders the accounts page: the state, limits and balance of each account. For the scope `operations` there is also a
 * button to pause or resume it.
 */
export function accountsView(view: View, accounts: readonly AccountDto[]): Html {
  return html`<div class="cards">${accounts.map((account) => card(view, account))}</div>`;
}

function card(view: View, account: AccountDto): Html {
  const { t, base } = view;
  const { name, provider, country, currencies, limits, hold, lastRead, approvers, approvalAbove } = account;
  return html`<section class="card" aria-labelledby="account-${name}">
<h2 id="account-${name}">${name}</h2>
<p>${hold === null ? html`<span class="tag good">${t('sends')}</span>` : holdTag(view, hold)}</p>
${hold && html`<p class="faint">${t('accounts.heldBy', { by: wordOf(t, 'source', hold.by) })}${hold.until && html`, ${t('accounts.probe')} ${timeTag(hold.until)}`}</p>`}
<dl class="data">
<dt>${t('provider')}</dt><dd>${provider}${country && ` (${country})`} · ${currencies.join(', ')}</dd>
<dt>${t('balance')}</dt><dd>${balanceOf(view, account)}</dd>
<dt>${t('accounts.limits')}</dt><dd>${limitsOf(view, limits)}</dd>
${limits.daily && html`<dt>${t('accounts.daily')}</dt><dd>${dailyLimit(view, limits.daily, limits.dailyLeft)}</dd>`}
<dt>${t('accounts.approvers')}</dt><dd>${approvers}${approvalAbove && ` (> ${figure(view, approvalAbove)})`}</dd>
<dt>${t('accounts.lastRead')}</dt><dd>${lastRead === null ? '–' : html`${timeTag(lastRead.at)} ${wordOf(t, 'read', lastRead.outcome)}`}</dd>
</dl>
<p><a href="${base}/payouts?account=${encodeURIComponent(name)}">${t('payouts.title')}</a></p>
${may(view, 'operations') && switches(view, account)}
</section>`;
}

function limitsOf(view: View, { min, max }: AccountDto['limits']): string {
  if (min === null && max === null) return '–';
  return [min, max].map((limit) => (limit === null ? '–' : figure(view, limit))).join(' … ');
}

function dailyLimit(view: View, daily: string, left: string | null): string {
  return view.t('accounts.dailyLeft', { daily: figure(view, daily), left: figure(view, left ?? '0') });
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
