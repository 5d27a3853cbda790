import type { BatchDto, BatchPageDto } from '../../payouts/batches/dto/batch.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import { may, type View } from '../view.js';
import { colon, money, pager, timeTag } from '../views/parts.js';
import { dataTable, number } from '../views/table.js';

interface Shown {
  readonly page: BatchPageDto;
  /** Name of the consumer who ordered each batch, by the batch's id. */
  readonly consumers: ReadonlyMap<string, string>;
  readonly values: Readonly<Record<string, string>>;
}

export function batchListView(view: View, { page, consumers, values }: Shown): Html {
  const { t, base } = view;
  const heads = [
    t('field.createdAt'),
    t('field.orderedBy'),
    number(t('batch.rows')),
    number(t('overview.accepted')),
    number(t('batch.sum')),
    t('field.status'),
  ];
  return html`${may(view, 'payouts:write') && html`<p><a class="button primary" href="${base}/batches/new">${t('upload.title')}</a></p>`}
${
  page.data.length === 0
    ? html`<p class="faint">${t('list.none')}</p>`
    : dataTable(
        t('batches.title'),
        heads,
        page.data.map((batch) => row(view, batch, consumers.get(batch.id))),
      )
}
${pager(view, 'batches', new URLSearchParams(values), page.nextCursor)}`;
}

function row(view: View, batch: BatchDto, orderedBy: string | undefined): readonly HtmlPart[] {
  const { t, base } = view;
  const { id, createdAt, counts, sums, completedAt } = batch;
  const { total, accepted, awaiting_approval: waiting = 0 } = counts;
  const totals = Object.entries(sums).map(([currency, { total: sum = '0' }]) => money(view, sum, currency));
  const toApprove =
    waiting > 0 && html` <span class="tag warn">${t('status.awaiting_approval')}${colon(view)} ${waiting}</span>`;
  return [
    html`<a href="${base}/batches/${id}">${timeTag(createdAt)}</a>`,
    orderedBy,
    total,
    accepted,
    totals.map((sum, index) => html`${index > 0 && html`<br>`}${sum}`),
    html`<span class="tag ${completedAt !== null && 'good'}">${t(completedAt === null ? 'batch.open' : 'batch.completed')}</span>${toApprove}`,
  ];
}
