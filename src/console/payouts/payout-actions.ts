import type { Scope } from '../../payouts/payouts.options.js';
import { type Html, html } from '../html.js';
import type { WordKey } from '../language/en.js';
import { may, type View } from '../view.js';
import { hiddenFields } from '../views/parts.js';

type Action = 'refresh' | 'approve' | 'reject' | 'cancel';

const SCOPES: Readonly<Record<Action, readonly Scope[]>> = {
  refresh: ['payouts:read', 'payouts:approve', 'operations'],
  approve: ['payouts:approve'],
  reject: ['payouts:approve'],
  cancel: ['payouts:write'],
};

const LOOKS: Readonly<Record<Action, string>> = { refresh: '', approve: 'primary', reject: 'danger', cancel: 'danger' };

/** The actions that the explanation allows now and the key may do, each with what it will do. */
export function payoutActions(view: View, id: string, allowed: readonly string[]): readonly Html[] {
  const actions = (Object.keys(SCOPES) as Action[]).filter(
    (action) => allowed.includes(action) && may(view, ...SCOPES[action]),
  );
  return actions.map((action) => actionForm(view, id, action));
}

function actionForm(view: View, id: string, action: Action): Html {
  const { t, base } = view;
  const mark = action === 'approve' ? html` data-approve` : null;
  return html`<form method="post" action="${base}/payouts/${id}/${action}">${hiddenFields(view)}
<button class="${LOOKS[action]}" aria-describedby="does-${action}"${mark}>${t(`action.${action}`)}</button>
<p id="does-${action}" class="faint">${t(`action.${action}.does` as WordKey)}</p></form>`;
}
