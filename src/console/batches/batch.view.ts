import type { BatchDto } from '../../payouts/batches/dto/batch.dto.js';
import { PAYOUT_STATUSES } from '../../payouts/domain/payout.js';
import { type Html, html } from '../html.js';
import { may, type View } from '../view.js';
import { actionForm } from '../views/action-form.js';
import { liveRegion, refreshSwitch } from '../views/live.js';
import { dataTable, numberHead, statusTag, timeTag } from '../views/parts.js';

/** Statuses of payouts that are not final. */
const MOVING = ['awaiting_approval', 'queued', 'submitting', 'unconfirmed', 'processing'] as const;
const CANCELABLE = ['awaiting_approval', 'queued'] as const;

export function isMoving({ counts }: BatchDto): boolean {
  return numberIn(counts, MOVING) > 0;
}

/** Renders the page of a batch: its progress, the actions for all its payouts, and the rejected rows. */
export function batchView(view: View, batch: BatchDto): Html {
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
<dt>${t('upload.mode')}</dt><dd>${t(`upload.mode.${mode}`)}</dd>
<dt>${t('batch.encoding')}</dt><dd>${encoding ?? 'JSON'}</dd>
<dt>${t('field.createdAt')}</dt><dd>${timeTag(createdAt)}</dd>
<dt>${t('batch.completedAt')}</dt><dd>${timeTag(completedAt)}</dd></dl>`;
}

/** Renders the number and the sum of payouts for each status. A script updates this part while payouts change. */
export function batchProgress({ t }: View, { counts, sums }: BatchDto): Html {
  const { accepted = 0, total = 0, rejected: left = 0 } = counts;
  const done = accepted - numberIn(counts, MOVING);
  const currencies = Object.keys(sums);
  const statuses = PAYOUT_STATUSES.filter((status) => (counts[status] ?? 0) > 0);
  const rows = statuses.map(
    (status) => html`<tr><th scope="row">${statusTag(t, status)}</th><td class="number">${counts[status]}</td>
${currencies.map((currency) => html`<td class="number">${sums[currency]?.[status]}</td>`)}</tr>`,
  );
  return html`<p><label for="progress">${t(done < accepted ? 'batch.progress' : 'batch.allDone', { done, accepted })}</label>
<progress id="progress" max="${Math.max(1, accepted)}" value="${done}"></progress></p>
<p class="faint">${t('batch.counts', { total, accepted, left })} · ${currencies.map((currency) => html`<strong>${sums[currency]?.total} ${currency}</strong> `)}</p>
${dataTable(t('batch.byStatus'), [t('field.status'), ...[t('batch.payouts'), ...currencies].map(numberHead)], rows)}`;
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

function rejected({ t }: View, errors: BatchDto['errors']): Html {
  const rows = errors.map(
    ({ row, field, message }) =>
      html`<tr><td class="number">${row}</td><td>${field && html`<code>${field}</code>`}</td><td lang="en">${message}</td></tr>`,
  );
  return html`<h2>${t('batch.rejected')}</h2>
${dataTable(t('batch.rejected'), [numberHead(t('report.rowHead')), t('report.column'), t('field.reason')], rows)}`;
}

function numberIn(counts: BatchDto['counts'], statuses: readonly string[]): number {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}
