import type { BatchDto } from '../../payouts/batches/dto/batch.dto.js';
import { PAYOUT_STATUSES } from '../../payouts/domain/payout.js';
import { type Html, html } from '../html.js';
import { said } from '../language/sentences.js';
import { may, type View } from '../view.js';
import { actionForm } from '../views/action-form.js';
import { liveRegion, refreshSwitch } from '../views/live.js';
import { money, statusTag, timeTag } from '../views/parts.js';
import { dataTable, number, title, wide } from '../views/table.js';

/** Statuses of payouts that are not final. While a payout has one, the page of its batch updates itself. */
const MOVING = ['awaiting_approval', 'queued', 'submitting', 'unconfirmed', 'processing'] as const;
const CANCELABLE = ['awaiting_approval', 'queued'] as const;

export function isMoving({ counts }: BatchDto): boolean {
  return numberIn(counts, MOVING) > 0;
}

/** Renders the page of a batch: its progress, the actions for all its payouts, and the rejected rows. */
export function batchView(view: View, batch: BatchDto, orderedBy: string | null): Html {
  const { t, base } = view;
  const { id, createdAt, completedAt, encoding, mode, errors } = batch;
  return html`${isMoving(batch) ? html`${liveRegion(view, `batches/${id}/progress`, batchProgress(view, batch))}${refreshSwitch(view)}` : batchProgress(view, batch)}
<h2>${t('payout.actions')}</h2>
<div class="actions">${actions(view, batch)}</div>
<p class="row"><a class="button" href="${base}/payouts?batchId=${id}">${t('payouts.title')}</a>
<a class="button" href="${base}/batches/${id}/results.csv">${t('batch.results')}</a></p>
${errors.length > 0 && rejected(view, errors)}
<h2>${t('payout.data')}</h2>
<dl class="data card"><dt>${t('field.id')}</dt><dd><code>${id}</code></dd>
${orderedBy && html`<dt>${t('field.orderedBy')}</dt><dd>${orderedBy}</dd>`}
<dt>${t('upload.mode')}</dt><dd>${t(`upload.mode.${mode}`)}</dd>
<dt>${t('batch.encoding')}</dt><dd>${encoding ?? 'JSON'}</dd>
<dt>${t('field.createdAt')}</dt><dd>${timeTag(createdAt)}</dd>
<dt>${t('batch.completedAt')}</dt><dd>${timeTag(completedAt)}</dd></dl>`;
}

/** Renders the number and the sum of payouts for each status. A script updates this part while payouts change. */
export function batchProgress(view: View, { counts, sums }: BatchDto): Html {
  const { t } = view;
  const { accepted = 0, total = 0, rejected: left = 0 } = counts;
  const done = accepted - numberIn(counts, MOVING);
  const currencies = Object.keys(sums);
  const statuses = PAYOUT_STATUSES.filter((status) => (counts[status] ?? 0) > 0);
  const rows = statuses.map((status) => [
    statusTag(t, status),
    counts[status],
    ...currencies.map((currency) => money(view, sums[currency]?.[status] ?? '0', currency)),
  ]);
  return html`<p><label for="progress">${t(done < accepted ? 'batch.progress' : 'batch.allDone', { done, accepted })}</label>
<progress id="progress" max="${Math.max(1, accepted)}" value="${done}"></progress></p>
<p class="faint">${t('batch.counts', { total, accepted, left })} · ${currencies.map((currency) => html`<strong>${money(view, sums[currency]?.total ?? '0', currency)}</strong> `)}</p>
${dataTable(t('batch.byStatus'), [title(t('field.status')), ...[t('batch.payouts'), ...currencies].map(number)], rows)}`;
}

function actions(view: View, { id, counts }: BatchDto): Html {
  const { t } = view;
  const waiting = counts.awaiting_approval ?? 0;
  const cancelable = numberIn(counts, CANCELABLE);
  const decide = waiting > 0 && may(view, 'payouts:approve');
  const cancel = cancelable > 0 && may(view, 'payouts:write');
  if (!decide && !cancel) return html`<p class="faint">${t('payout.noActions')}</p>`;
  const place = `batches/${id}`;
  return html`${decide && actionForm(view, { place: `${place}/approve`, name: 'batch.approve', look: 'primary', mark: 'data-approve', values: { waiting } })}
${decide && actionForm(view, { place: `${place}/reject`, name: 'batch.reject', look: 'danger', values: { waiting } })}
${cancel && actionForm(view, { place: `${place}/cancel`, name: 'batch.cancel', look: 'danger', values: { cancelable } })}`;
}

function rejected(view: View, errors: BatchDto['errors']): Html {
  const { t } = view;
  const rows = errors.map(({ row, field, message }) => [
    row,
    field && html`<code>${field}</code>`,
    said(view, message),
  ]);
  return html`<h2>${t('batch.rejected')}</h2>
${dataTable(t('batch.rejected'), [number(t('report.rowHead')), t('report.column'), wide(t('field.reason'))], rows)}`;
}

function numberIn(counts: BatchDto['counts'], statuses: readonly string[]): number {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}
