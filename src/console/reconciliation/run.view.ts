import type { DiscrepancyPageDto, RunDto } from '../../payouts/reconciliation/dto/reconciliation.dto.js';
import type { Remarks } from '../../payouts/reconciliation/reconciliation.service.js';
import { type Html, html } from '../html.js';
import { said } from '../language/sentences.js';
import type { View } from '../view.js';
import { liveRegion, refreshSwitch } from '../views/live.js';
import { pager, timeTag } from '../views/parts.js';
import { discrepancyTable } from './discrepancy-list.view.js';

const TONES: Readonly<Record<RunDto['status'], string>> = { running: 'warn', done: 'good', failed: 'bad' };

interface Shown {
  readonly run: RunDto;
  readonly remarks: Remarks;
  readonly page: DiscrepancyPageDto;
  readonly values: Readonly<Record<string, string>>;
}

/** Renders the page of a reconciliation run with its discrepancies. */
export function runView(view: View, { run, remarks, page, values }: Shown): Html {
  const { t } = view;
  const facts = runFacts(view, { run, remarks });
  const running = run.status === 'running';
  return html`${running ? html`${liveRegion(view, `reconciliation/${run.id}/progress`, facts)}${refreshSwitch(view)}` : facts}
<h2>${t('discrepancies.title')}</h2>
${page.data.length === 0 && !running ? html`<p class="alert good">${t('discrepancies.none')}</p>` : discrepancyTable(view, page.data)}
${pager(view, `reconciliation/${run.id}`, new URLSearchParams(values), page.nextCursor)}`;
}

/** Renders the status and counts of a run. A script updates this part while the run is in progress. */
export function runFacts(view: View, { run, remarks }: Pick<Shown, 'run' | 'remarks'>): Html {
  const { t } = view;
  const { kind, account, counts, since, until, readOnly, startedAt, finishedAt } = run;
  return html`<p>${runTag(view, run)}</p>
${remarks.reason && html`<p class="alert bad">${said(view, remarks.reason)}</p>`}
<dl class="data card"><dt>${t('run.kind')}</dt><dd>${t(`run.kind.${kind}`)}${readOnly && `, ${t('run.readOnly')}`}</dd>
<dt>${t('account')}</dt><dd>${account ?? t('run.allAccounts')}</dd>
${since && html`<dt>${t('run.period')}</dt><dd>${timeTag(since)} – ${timeTag(until)}</dd>`}
<dt>${t('run.startedAt')}</dt><dd>${timeTag(startedAt)}</dd><dt>${t('run.finishedAt')}</dt><dd>${timeTag(finishedAt)}</dd>
<dt>${t('run.submitted')}</dt><dd>${counts.submitted}</dd><dt>${t('run.read')}</dt><dd>${counts.read}</dd>
<dt>${t('run.settled')}</dt><dd>${counts.settled}</dd><dt>${t('run.review')}</dt><dd>${counts.review}</dd>
<dt>${t('run.errors')}</dt><dd>${counts.errors}</dd><dt>${t('discrepancies.title')}</dt><dd>${counts.discrepancies}</dd>
${remarks.movements > 0 && html`<dt>${t('run.movements')}</dt><dd>${remarks.movements}</dd>`}</dl>`;
}

export function runTag({ t }: View, { status }: RunDto): Html {
  return html`<span class="tag ${TONES[status]}">${t(`run.${status}`)}</span>`;
}
