import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import type { RunDto, RunPageDto } from '../../payouts/reconciliation/dto/reconciliation.dto.js';
import { type Html, type HtmlPart, html } from '../html.js';
import type { View } from '../view.js';
import { hiddenFields, pager, select, timeTag } from '../views/parts.js';
import { dataTable, number } from '../views/table.js';
import { runTag } from './run.view.js';

interface Shown {
  readonly page: RunPageDto;
  readonly values: Readonly<Record<string, string>>;
  readonly accounts: readonly AccountDto[];
}

/** Renders the reconciliation runs, newest first, and the form that starts one. */
export function runListView(view: View, { page, values, accounts }: Shown): Html {
  const { t, base } = view;
  const heads = [
    t('run.startedAt'),
    t('run.kind'),
    t('account'),
    t('field.status'),
    ...[t('run.settled'), t('run.review'), t('run.errors'), t('discrepancies.title')].map(number),
  ];
  return html`<p><a class="button" href="${base}/reconciliation/discrepancies">${t('discrepancies.all')}</a></p>
${
  page.data.length === 0
    ? html`<p class="faint">${t('list.none')}</p>`
    : dataTable(
        t('reconciliation.title'),
        heads,
        page.data.map((run) => row(view, run)),
      )
}
${pager(view, 'reconciliation', new URLSearchParams(values), page.nextCursor)}
<h2>${t('run.start')}</h2>
${startForm(view, accounts)}`;
}

function row(view: View, run: RunDto): readonly HtmlPart[] {
  const { t, base } = view;
  const { settled, review, errors, discrepancies } = run.counts;
  return [
    html`<a href="${base}/reconciliation/${run.id}">${timeTag(run.startedAt)}</a>`,
    t(`run.kind.${run.kind}`),
    run.account ?? t('run.allAccounts'),
    runTag(view, run),
    ...[settled, review, errors, discrepancies],
  ];
}

function startForm(view: View, accounts: readonly AccountDto[]): Html {
  const { t, base } = view;
  const kinds = ['statement', 'due'] as const;
  return html`<form method="post" action="${base}/reconciliation" class="card stack">${hiddenFields(view)}
<fieldset><legend>${t('run.kind')}</legend>${kinds.map(
    (kind) =>
      html`<p><label><input type="radio" name="kind" value="${kind}"${kind === 'statement' && html` checked`}> ${t(`run.kind.${kind}`)}</label><br><span class="faint">${t(`run.kind.${kind}.does`)}</span></p>`,
  )}</fieldset>
<div class="filters">${select(t('account'), 'account', '', [
    ['', t('run.allAccounts')],
    ...accounts.map(({ name }) => [name, name] as const),
  ])}
<label>${t('run.since')}<input type="datetime-local" name="since"></label>
<label>${t('run.until')}<input type="datetime-local" name="until"></label></div>
<p><label><input type="checkbox" name="readOnly" value="true"> ${t('run.readOnly')}</label></p>
<p><button class="primary">${t('run.start')}</button></p></form>`;
}
