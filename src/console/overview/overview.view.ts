import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import type { AccountOverview, Overview } from '../../payouts/overview/overview.service.js';
import { type Html, html } from '../html.js';
import type { View } from '../view.js';
import { may } from '../view.js';
import { dataTable, numberHead, timeTag } from '../views/parts.js';
import { hourlyChart } from './chart.js';

/** Renders the start page: for each account the payouts of today, those that wait, and the oldest due work. */
export function overviewView(view: View, { accounts, hours, reviews }: Overview, known: readonly AccountDto[]): Html {
  const { t, base } = view;
  const urgent =
    reviews !== null && reviews > 0 && may(view, 'operations')
      ? html`<p class="alert warn"><a href="${base}/reviews">${t('overview.reviewsWait', { count: reviews })}</a></p>`
      : null;
  const heads = [
    t('account'),
    ...[t('overview.accepted'), t('status.paid'), t('status.failed')].map(numberHead),
    ...[t('overview.inDoubt'), t('overview.approval')].map(numberHead),
    t('overview.oldestDue'),
    t('balance'),
  ];
  return html`${urgent}
<h2>${t('overview.today')}</h2>
${dataTable(
  t('overview.today'),
  heads,
  accounts.map((one) =>
    accountRow(
      view,
      one,
      known.find(({ name }) => name === one.account),
    ),
  ),
)}
<h2>${t('overview.chart')}</h2>
${hourlyChart(t, hours)}`;
}

function accountRow(view: View, { account, today, waiting, oldestDueAt }: AccountOverview, known?: AccountDto): Html {
  const { t, base } = view;
  const accepted = Object.values(today).reduce((sum, one) => sum + one, 0);
  const open = waiting ?? today;
  const link = (status: string, count: number) =>
    html`<td class="number">${count === 0 ? count : html`<a href="${base}/payouts?account=${encodeURIComponent(account)}&status=${status}">${count}</a>`}</td>`;
  return html`<tr data-row>
<th scope="row"><a href="${base}/payouts?account=${encodeURIComponent(account)}">${account}</a>${known?.hold && html`<br><span class="tag bad">${t('held', { reason: known.hold.reason })}</span>`}</th>
<td class="number">${accepted}</td>
${link('paid', today.paid ?? 0)}${link('failed', today.failed ?? 0)}
${link('unconfirmed', open.unconfirmed ?? 0)}${link('awaiting_approval', open.awaiting_approval ?? 0)}
<td>${oldestDueAt === null ? html`<span class="faint">${t('overview.nothingDue')}</span>` : timeTag(oldestDueAt)}</td>
<td>${known && balanceOf(view, known)}</td>
</tr>`;
}

/** Renders the last known balance of an account, and the amount committed to open payouts. */
export function balanceOf({ t }: View, { balance, ...account }: AccountDto): Html {
  const committed = (account as { committed?: { amount: string; currency: string } }).committed;
  return html`${
    balance === null
      ? html`<span class="faint">${t('balance.unknown')}</span>`
      : html`<span class="nowrap">${balance.amount} ${balance.currency}</span> <span class="faint">${t('balance.asOf', { time: balance.asOf.slice(11, 16) })}</span>`
  }${committed && html`<br><span class="faint">${t('committed')}: ${committed.amount} ${committed.currency}</span>`}`;
}
