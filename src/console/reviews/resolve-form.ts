import type { ExplanationDto } from '../../payouts/dto/explanation.dto.js';
import type { PayoutDto } from '../../payouts/dto/payout.dto.js';
import { attributeIf, type Html, html } from '../html.js';
import type { WordKey } from '../language/en.js';
import { said } from '../language/sentences.js';
import { may, type View } from '../view.js';
import { hiddenFields } from '../views/parts.js';

const PREFIX = 'resolve:';

/**
 * Renders the form to resolve a payout in review: the allowed actions with their effects, and a note. It sends the
 * payout's version, so that the decision fails if the payout has changed meanwhile. If no action is allowed, renders
 * only the reason. Returns null if there is nothing to resolve, or if the reader's API key may not resolve it.
 */
export function resolveForm(view: View, payout: PayoutDto, { actions, resend }: ExplanationDto): Html | null {
  const { t, base } = view;
  if (payout.review === null || !may(view, 'operations')) return null;
  const allowed = actions.filter((action) => action.startsWith(PREFIX)).map((action) => action.slice(PREFIX.length));
  if (allowed.length === 0) return html`<p class="alert warn">${said(view, resend.reason)}</p>`;
  return html`<form method="post" action="${base}/payouts/${payout.id}/resolve" class="card stack">
${hiddenFields(view, { confirm: payout.version })}
<fieldset><legend>${t('resolve.legend')}</legend>${allowed.map((action) => choice(view, action))}</fieldset>
${!resend.allowed && html`<p class="faint">${said(view, resend.reason)}</p>`}
<label for="note">${t('resolve.note')}</label>
<textarea id="note" name="note" required maxlength="500"></textarea>
<button class="primary">${t('resolve.go', { version: payout.version })}</button>
</form>`;
}

function choice({ t }: View, action: string): Html {
  return html`<p><label><input type="radio" name="action" value="${action}"${attributeIf('required', true)}> ${t(`resolve.${action}` as WordKey)}</label><br>
<span class="faint">${t(`resolve.${action}.does` as WordKey)}</span></p>`;
}
