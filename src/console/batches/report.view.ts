import type { AccountDto } from '../../payouts/accounts/dto/account.dto.js';
import type { BatchRowErrorDto, BatchValidationDto, BatchWarningDto } from '../../payouts/batches/dto/batch.dto.js';
import { type Html, html } from '../html.js';
import { said } from '../language/sentences.js';
import type { View } from '../view.js';
import { figure, hiddenFields, money } from '../views/parts.js';
import { dataTable, number, title, wide } from '../views/table.js';
import { badRow } from './bad-row.view.js';
import type { Report } from './upload.js';
import { uploadOptions } from './upload.view.js';

/** Maximum number of rows, and of duplicates, that a report shows. For the others it says only how many there are. */
const MOST = 100;

/**
 * Renders the result of checking a file: rows with errors, which can be corrected in place; duplicates to confirm; the
 * money that each account needs; and the button that creates the batch.
 */
export function reportView(view: View, { upload, sheet, validation }: Report, accounts: readonly AccountDto[]): Html {
  const { t, base } = view;
  const bad = byRow(validation.errors);
  return html`${summary(view, validation, sheet.encoding)}
<form method="post" action="${base}/batches/check" enctype="multipart/form-data" class="stack">
${hiddenFields(view, { key: upload.key, csv: sheet.text })}
${bad.size > 0 && badRows(view, sheet, bad)}
${validation.warnings.length > 0 && duplicates(view, validation.warnings, upload.confirmDuplicates)}
<div class="card stack">${uploadOptions(view, upload, accounts)}</div>
<p class="row">
${validation.valid && html`<button class="primary" formaction="${base}/batches">${t('report.send', { count: validation.counts.valid })}</button>`}
<button class="${validation.valid ? '' : 'primary'}" formnovalidate>${t('report.again')}</button>
<a class="button" href="${base}/batches/new">${t('report.other')}</a>
</p>
</form>`;
}

/** Returns the errors of each row, in the order of the file. */
function byRow(errors: readonly BatchRowErrorDto[]): ReadonlyMap<number, readonly BatchRowErrorDto[]> {
  const rows = new Map<number, BatchRowErrorDto[]>();
  for (const error of errors) rows.set(error.row, [...(rows.get(error.row) ?? []), error]);
  return rows;
}

function summary(view: View, { counts, sums, valid, approvals, funds }: BatchValidationDto, encoding: string): Html {
  const { t } = view;
  const total = Object.entries(sums).map(([currency, { total: sum }]) => money(view, sum, currency));
  return html`<div class="alert ${counts.invalid > 0 ? 'bad' : 'good'}" role="status">
<p><strong>${t(valid ? 'report.valid' : 'report.invalid', { valid: counts.valid, total: counts.total })}</strong></p>
<p>${t('report.sum')} ${total.join(', ') || '0'} · <span class="faint">${t('report.encoding', { encoding })}</span></p>
${approvals.rows > 0 && html`<p>${t('report.approvals', { rows: approvals.rows, approvers: approvals.approvers })} ${approvals.remark && said(view, approvals.remark)}</p>`}
</div>
${funds.length > 0 && fundsTable(view, funds)}`;
}

function fundsTable(view: View, funds: BatchValidationDto['funds']): Html {
  const { t } = view;
  const heads = [
    title(t('account')),
    ...[t('report.needed'), t('balance'), t('committed'), t('report.shortfall')].map(number),
  ];
  return html`<h2>${t('report.funds')}</h2>
${dataTable(
  t('report.funds'),
  heads,
  funds.map(({ account, needed, balance, committed, shortfall }) => [
    account,
    figure(view, needed),
    balance === null ? '–' : figure(view, balance),
    figure(view, committed),
    shortfall === null ? '–' : html`<span class="tag bad">${figure(view, shortfall)}</span>`,
  ]),
)}`;
}

function badRows(view: View, sheet: Report['sheet'], bad: ReadonlyMap<number, readonly BatchRowErrorDto[]>): Html {
  const { t } = view;
  const shown = [...bad].slice(0, MOST);
  return html`<h2>${t('report.badRows', { count: bad.size })}</h2>
<p>${t('report.correct')}</p>
${shown.map(([row, errors]) => badRow(view, sheet, row, errors))}
${bad.size > MOST && html`<p class="alert warn">${t('report.more', { count: bad.size - MOST })}</p>`}`;
}

function duplicates(view: View, warnings: readonly BatchWarningDto[], isConfirmed: boolean): Html {
  const { t, base } = view;
  const rows = warnings
    .slice(0, MOST)
    .map(({ row, otherRow, payoutId, message }) => [
      row,
      payoutId === null
        ? t('report.row', { row: otherRow ?? '' })
        : html`<a href="${base}/payouts/${payoutId}">${payoutId}</a>`,
      said(view, message),
    ]);
  return html`<h2>${t('report.duplicates', { count: warnings.length })}</h2>
${dataTable(t('report.duplicates', { count: warnings.length }), [number(t('report.rowHead')), t('report.sameAs'), wide(t('field.reason'))], rows)}
${warnings.length > MOST && html`<p class="alert warn">${t('report.more', { count: warnings.length - MOST })}</p>`}
<p><label><input type="checkbox" name="confirmDuplicates" value="true" required${isConfirmed && html` checked`}> ${t('report.confirm')}</label></p>`;
}
