import type { BatchDto, BatchPageDto } from '../../payouts/batches/dto/batch.dto.js';
import { type Html, html } from '../html.js';
import { may, type View } from '../view.js';
import { dataTable, numberHead, pager, timeTag } from '../views/parts.js';

export function batchListView(view: View, page: BatchPageDto, values: Readonly<Record<string, string>>): Html {
  const { t, base } = view;
  const heads = [
    t('field.createdAt'),
    numberHead(t('batch.rows')),
    numberHead(t('overview.accepted')),
    numberHead(t('batch.sum')),
    t('field.status'),
  ];
  return html`${may(view, 'payouts:write') && html`<p><a class="button primary" href="${base}/batches/new">${t('upload.title')}</a></p>`}
${
  page.data.length === 0
    ? html`<p class="faint">${t('list.none')}</p>`
    : dataTable(
        t('batches.title'),
        heads,
        page.data.map((batch) => row(view, batch)),
      )
}
${pager(view, 'batches', new URLSearchParams(values), page.nextCursor)}`;
}

function row({ t, base }: View, { id, createdAt, counts, sums, completedAt }: BatchDto): Html {
  const { total, accepted, awaiting_approval: waiting = 0 } = counts;
  const totals = Object.entries(sums).map(([currency, { total: sum }]) => html`${sum} ${currency}<br>`);
  return html`<tr data-row>
<td><a href="${base}/batches/${id}">${timeTag(createdAt)}</a></td>
<td class="number">${total}</td><td class="number">${accepted}</td>
<td class="number">${totals}</td>
<td>${completedAt === null ? html`<span class="tag">${t('batch.open')}</span>` : html`<span class="tag good">${t('batch.completed')}</span>`}
${waiting > 0 && html` <span class="tag warn">${t('status.awaiting_approval')}: ${waiting}</span>`}</td>
</tr>`;
}
