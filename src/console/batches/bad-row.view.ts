import type { BatchRowErrorDto } from '../../payouts/batches/dto/batch.dto.js';
import { type Html, html } from '../html.js';
import { said } from '../language/sentences.js';
import type { View } from '../view.js';
import { cellName, type Sheet } from './sheet.js';

/**
 * Renders a row with errors: an input for each cell with the cell's errors below it, then the errors of the whole row.
 */
export function badRow(view: View, sheet: Sheet, row: number, errors: readonly BatchRowErrorDto[]): Html {
  const { t } = view;
  const cells = sheet.header.map((name, column) => {
    const field = sheet.columns[column] ?? null;
    const value = sheet.rows[row - 1]?.[column] ?? '';
    // Spreadsheets add empty columns without a name.
    if (field === null && value === '') return null;
    return cell(view, name.trim() || `${t('report.column')} ${column + 1}`, cellName(row, column), {
      value,
      errors: errors.filter((error) => error.field !== null && error.field === field),
    });
  });
  const others = errors.filter(({ field }) => field === null || !sheet.columns.includes(field));
  return html`<fieldset class="card"><legend>${t('report.row', { row })}</legend>
${others.map(({ field, message }) => html`<p class="error">${field && html`<code>${field}</code> `}${said(view, message)}</p>`)}
<div class="filters">${cells}</div></fieldset>`;
}

interface Cell {
  readonly value: string;
  readonly errors: readonly BatchRowErrorDto[];
}

function cell(view: View, label: string, name: string, { value, errors }: Cell): Html {
  const marks = errors.length > 0 ? html` aria-invalid="true" aria-describedby="${name}-error"` : null;
  return html`<div class="stack"><label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${value}" autocomplete="off"${marks}>
${errors.length > 0 && html`<p id="${name}-error" class="error">${errors.map(({ message }, index) => html`${index > 0 && '; '}${said(view, message)}`)}</p>`}</div>`;
}
