import { type Html, type HtmlPart, html } from '../html.js';

/** A column whose cells look different from plain text. */
export interface TableColumn {
  readonly head: string;
  /**
   * - `number`: aligned to the right.
   * - `title`: names its row.
   * - `wide`: long text, which has a line of its own on a phone.
   * - `action`: a button, whose column needs no visible head.
   */
  readonly look: 'number' | 'title' | 'wide' | 'action';
}

export const number = (head: string): TableColumn => ({ head, look: 'number' });
export const title = (head: string): TableColumn => ({ head, look: 'title' });
export const wide = (head: string): TableColumn => ({ head, look: 'wide' });
export const action = (head: string): TableColumn => ({ head, look: 'action' });

/** Maximum number of columns that a phone shows side by side. If a table has more, a phone shows each row as a card. */
const MOST_ON_PHONE = 3;

/**
 * Renders a table. If it has many columns, a phone shows each row as a card in which every value has its label. A table
 * that is still too wide scrolls sideways by itself, also by keyboard.
 */
export function dataTable(
  label: string,
  heads: readonly (string | TableColumn)[],
  rows: readonly (readonly HtmlPart[])[],
): Html {
  const columns = heads.map((head) => (typeof head === 'string' ? { head, look: null } : head));
  const look = columns.length > MOST_ON_PHONE ? 'list' : null;
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table${classOf(look)}>
<thead><tr>${columns.map(headCell)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((content, index) => cell(columns[index], content))}</tr>`)}</tbody></table></div>`;
}

type AnyColumn = Pick<TableColumn, 'head'> & { readonly look: TableColumn['look'] | null };

function headCell({ head, look }: AnyColumn): Html {
  if (look === 'action') return html`<th scope="col"><span class="hidden">${head}</span></th>`;
  return html`<th scope="col"${classOf(look)}>${head}</th>`;
}

function cell(column: AnyColumn | undefined, content: HtmlPart): Html {
  if (column?.look === 'title') return html`<th scope="row">${content}</th>`;
  const label = column?.look === 'action' ? null : html` data-label="${column?.head}"`;
  return html`<td${classOf(column?.look ?? null)}${label}>${content}</td>`;
}

function classOf(name: string | null): Html | null {
  return name === null ? null : html` class="${name}"`;
}
