import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import type { AccountOverview, Overview } from '../../payouts/overview/overview.service.js';
import { type Html, type HtmlPart, html } from '../html.js';
import { wordOf } from '../language/language.js';
import { may, type View } from '../view.js';
import { colon, money, timeTag } from '../views/parts.js';
import { dataTable, number, title } from '../views/table.js';
import { hourlyChart } from './chart.js';

/**
 * Renders the start page. For each account it shows the payouts of today, the payouts that wait, and since when the
 * oldest due work has been due.
 */
export function overviewView(view: View, { accounts, hours }: Overview, known: readonly AccountDto[]): Html {
  const { t, base } = view;
  const reviews = accounts.reduce((sum, one) => sum + (one.reviews ?? 0), 0);
  const urgent =
    reviews > 0 && may(view, 'operations')
      ? html`<p class="alert warn"><a href="${base}/reviews">${t('overview.reviewsWait', { count: reviews })}</a></p>`
      : null;
  const heads = [
    title(t('account')),
    ...[t('overview.accepted'), t('overview.paid'), t('overview.failed')].map(number),
    ...[t('overview.inDoubt'), t('overview.review'), t('overview.approval')].map(number),
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

function accountRow(view: View, overview: AccountOverview, known: AccountDto | undefined): readonly HtmlPart[] {
  const { t, base } = view;
  const { account, today, waiting, reviews, oldestDueAt } = overview;
  const accepted = Object.values(today).reduce((sum, one) => sum + one, 0);
  const open = waiting ?? today;
  const address = `${base}/payouts?account=${encodeURIComponent(account)}`;
  const link = (filter: string, count = 0) => (count === 0 ? count : html`<a href="${address}&${filter}">${count}</a>`);
  return [
    html`<a href="${address}">${account}</a>${known?.hold && html`<br>${holdTag(view, known.hold)}`}`,
    accepted,
    link('status=paid', today.paid),
    link('status=failed', today.failed),
    link('status=unconfirmed', open.unconfirmed),
    reviews === null ? '–' : link('review=true', reviews),
    link('status=awaiting_approval', open.awaiting_approval),
    oldestDueAt === null ? html`<span class="faint">${t('overview.nothingDue')}</span>` : timeTag(oldestDueAt),
    known && balanceOf(view, known),
  ];
}

/**
 * Renders why an account is on hold (sends no payouts): one of our reasons, or the text of the person who paused it.
 */
export function holdTag({ t }: View, { reason }: NonNullable<AccountDto['hold']>): Html {
  return html`<span class="tag bad">${t('held', { reason: wordOf(t, 'hold', reason) })}</span>`;
}

/** Renders the last known balance of an account, and the amount committed to open payouts. */
export function balanceOf(view: View, { balance, committed }: AccountDto): Html {
  const { t } = view;
  return html`${
    balance === null
      ? html`<span class="faint">${t('balance.unknown')}</span>`
      : html`<span class="nowrap">${money(view, balance.amount, balance.currency)}</span> <span class="faint">${t('balance.asOf', { time: balance.asOf.slice(11, 16) })}</span>`
  }<br><span class="faint">${t('committed')}${colon(view)} ${money(view, committed.amount, committed.currency)}</span>`;
}
