import type { PayoutDto, PayoutPageDto } from '../../payouts/dto/payout.dto.js';
import { type Html, html } from '../html.js';
import { wordOf } from '../language/language.js';
import type { View } from '../view.js';
import { dataTable, masked, numberHead, pager, statusTag, timeTag } from '../views/parts.js';

/** Renders the payouts in review, which need a person's decision. */
export function reviewsView(view: View, page: PayoutPageDto, values: Readonly<Record<string, string>>): Html {
  const { t } = view;
  if (page.data.length === 0) return html`<p class="alert good">${t('reviews.none')}</p>`;
  const heads = [
    t('field.since'),
    t('field.reason'),
    t('field.status'),
    numberHead(t('field.amount')),
    t('field.recipient'),
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

function row({ t, base }: View, { id, review, status, ...payout }: PayoutDto): Html {
  return html`<tr data-row>
<td><a href="${base}/payouts/${id}">${timeTag(review?.since ?? null)}</a></td>
<td>${wordOf(t, 'review', review?.reason ?? '')}</td>
<td>${statusTag(t, status)}</td>
<td class="number">${payout.amount} ${payout.currency}</td>
<td class="nowrap">${masked(payout.recipient)}</td>
<td>${payout.account}</td>
</tr>`;
}
