import type { PayoutError } from '../../payouts/payouts.errors.js';
import { type Html, html } from '../html.js';
import { wordOf } from '../language/language.js';
import { said } from '../language/sentences.js';
import type { View } from '../view.js';

/** Renders an error: its message, the errors of single fields, a link to the parent page, and the id of the request. */
export function failureView(view: View, { code, message, details }: PayoutError, id: string): Html {
  const { t, base, place } = view;
  const [path = ''] = place.split('?', 1);
  const back = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const kind = wordOf(t, 'error', code);
  const detail = said(view, message);
  return html`<div class="alert bad" role="alert">
<p><strong>${kind}</strong></p>
${detail.text !== html`${kind}`.text && html`<p>${detail}</p>`}
${details.errors && html`<ul>${details.errors.map((error) => html`<li><code>${error.field}</code> ${said(view, error.message)}</li>`)}</ul>`}
</div>
<p><a href="${base}${back && `/${back}`}">${t('failure.back')}</a></p>
<p class="faint">${t('failure.id')} <code>${id}</code></p>`;
}
