import type { PayoutDto, PayoutPageDto } from '../../payouts/dto/payout.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import { wordOf } from '../language/language.js';
import type { View } from '../view.js';
import { masked, money, pager, statusTag, timeTag } from '../views/parts.js';
import { dataTable, number } from '../views/table.js';

/** Renders the payouts in review, which need a person's decision. */
export function reviewsView(view: View, page: PayoutPageDto, values: Readonly<Record<string, string>>): Html {
  const { t } = view;
  if (page.data.length === 0) return html`<p class="alert good">${t('reviews.none')}</p>`;
  const heads = [
    t('field.since'),
    t('field.status'),
    number(t('field.amount')),
    t('field.recipient'),
    t('field.reason'),
    t('account'),
  ];
  return html`<p>${t('reviews.hint')}</p>
${dataTable(
  t('reviews.title'),
  heads,
  page.data.map((payout) => row(view, payout)),
)}
${pager(view, 'reviews', new URLSearchParams(values), page.nextCursor)}`;
}

function row(view: View, { id, review, status, ...payout }: PayoutDto): readonly HtmlPart[] {
  const { t, base } = view;
  return [
    html`<a href="${base}/payouts/${id}">${timeTag(review?.since ?? null)}</a>`,
    statusTag(t, status),
    money(view, payout.amount, payout.currency),
    html`<span class="nowrap">${masked(payout.recipient)}</span>`,
    wordOf(t, 'review', review?.reason ?? ''),
    payout.account,
  ];
}
