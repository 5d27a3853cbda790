import type { PayoutError } from '../../payouts/payouts.errors.js';
import { type Html, html } from '../html.js';
import { wordOf } from '../language/language.js';
import type { View } from '../view.js';

/** Renders an error: its message, the errors of single fields, and a link back. */
export function failureView({ t, base, place }: View, { code, message, details }: PayoutError, id: string): Html {
  const [path = ''] = place.split('?', 1);
  const back = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return html`<div class="alert bad" role="alert">
<p><strong>${wordOf(t, 'error', code)}</strong></p>
<p lang="en">${message}</p>
${details.errors && html`<ul lang="en">${details.errors.map(({ field, message: told }) => html`<li><code>${field}</code> ${told}</li>`)}</ul>`}
</div>
<p><a href="${base}${back && `/${back}`}">${t('failure.back')}</a></p>
<p class="faint">${t('failure.id')} <code>${id}</code></p>`;
}
