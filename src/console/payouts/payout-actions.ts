import { READERS, type Scope } from '../../payouts/payouts.options.js';
import type { Html } from '../html.js';
import { may, type View } from '../view.js';
import { type ActionLook, actionForm } from '../views/action-form.js';

type Action = 'refresh' | 'approve' | 'reject' | 'cancel';

const SCOPES: Readonly<Record<Action, readonly Scope[]>> = {
  refresh: READERS,
  approve: ['payouts:approve'],
  reject: ['payouts:approve'],
  cancel: ['payouts:write'],
};

const LOOKS: Readonly<Record<Action, ActionLook>> = {
  refresh: {},
  approve: { look: 'primary', mark: 'data-approve' },
  reject: { look: 'danger' },
  cancel: { look: 'danger' },
};

/**
 * Renders a button for each action that is possible now and that the reader's API key may perform. `allowed` contains
 * the possible actions, from the payout's explanation.
 */
export function payoutActions(view: View, id: string, allowed: readonly string[]): readonly Html[] {
  const actions = (Object.keys(SCOPES) as Action[]).filter(
    (action) => allowed.includes(action) && may(view, ...SCOPES[action]),
  );
  return actions.map((action) =>
    actionForm(view, {
      place: `payouts/${id}/${action}`,
      name: `action.${action}`,
      ...LOOKS[action],
    }),
  );
}
