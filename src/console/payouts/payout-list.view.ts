import type { PayoutDto, PayoutPageDto } from '../../payouts/dto/payout.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import { wordOf } from '../language/language.js';
import type { View } from '../view.js';
import { masked, money, pager, statusTag, timeTag } from '../views/parts.js';
import { dataTable, number } from '../views/table.js';
import { payoutFilters } from './payout-filters.js';

export function payoutListView(view: View, page: PayoutPageDto, values: Readonly<Record<string, string>>): Html {
  return html`${payoutFilters(view, values)}
<h2 class="hidden">${view.t('payouts.title')}</h2>
${payoutTable(view, page.data)}
${page.data.length > 0 && html`<p><a class="button" href="${view.base}/payouts/export.csv?${csvQuery(values)}">${view.t('payouts.csv')}</a></p>`}
${pager(view, 'payouts', new URLSearchParams(values), page.nextCursor)}`;
}

/** Returns the list's filters as a query for the CSV export, without the page's cursor. */
function csvQuery({ cursor: _, ...filters }: Readonly<Record<string, string>>): string {
  return new URLSearchParams(filters).toString();
}

/** Renders payouts as a table, each with a link to its page. Recipients are masked. */
export function payoutTable(view: View, payouts: readonly PayoutDto[]): Html {
  const { t } = view;
  if (payouts.length === 0) return html`<p class="faint">${t('list.none')}</p>`;
  const heads = [
    t('field.createdAt'),
    t('field.status'),
    number(t('field.amount')),
    t('field.recipient'),
    t('field.reference'),
    t('account'),
  ];
  return html`<p class="faint">${t('list.page', { count: payouts.length })}</p>
${dataTable(
  t('payouts.title'),
  heads,
  payouts.map((payout) => row(view, payout)),
)}`;
}

function row(view: View, { id, createdAt, status, review, ...payout }: PayoutDto): readonly HtmlPart[] {
  const { t, base } = view;
  return [
    html`<a href="${base}/payouts/${id}">${timeTag(createdAt)}</a>`,
    html`${statusTag(t, status)}${review && html` <span class="tag bad">${wordOf(t, 'review', review.reason)}</span>`}`,
    money(view, payout.amount, payout.currency),
    html`<span class="nowrap">${masked(payout.recipient)}</span>`,
    payout.reference,
    payout.account,
  ];
}
