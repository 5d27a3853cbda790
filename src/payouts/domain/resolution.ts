import type { ConnectorAccount } from '../../common/payout-connector.js';
import { type Attempt, noneExecuted } from './attempts.js';
import type { NewEvent, Payout, PayoutChanges, PayoutStatus, Rescheduling, ResolutionAction } from './payout.js';
import { isAllowed } from './transitions.js';

export interface ResolveContext {
  readonly attempts: readonly Attempt[];
  /** As its name is configured now, perhaps with another scope; null when it is not configured. */
  readonly account: Pick<ConnectorAccount, 'scope' | 'currencies' | 'recipientKind'> | null;
  /** How long after its last attempt an unknown outcome may still arrive, milliseconds. */
  readonly quarantine: number;
  readonly at: number;
}

/** Why an operator may not do this, or not yet. */
export interface Obstacle {
  readonly code: 'state_conflict' | 'quarantine';
  readonly detail: string;
  /** When a quarantine ends. */
  readonly until: number | null;
}

/** What the system may still have to send; nothing else can be sent again. */
const RESENDABLE: readonly PayoutStatus[] = ['awaiting_approval', 'queued', 'unconfirmed'];

/** What keeps an operator from settling a payout in review by hand; null: nothing that the books know. */
export function obstacleTo(action: ResolutionAction, payout: Payout, context: ResolveContext): Obstacle | null {
  const detail = conflictWith(action, payout, context);
  if (detail !== null) return { code: 'state_conflict', detail, until: null };
  return action === 'mark_paid' ? null : quarantined(context);
}

function conflictWith(action: ResolutionAction, payout: Payout, context: ResolveContext): string | null {
  if (payout.review === null) return 'The payout is not in review.';
  if (action === 'resend') return conflictWithResend(payout, context);
  return isAllowed(action, payout.status) ? null : `A payout that is ${payout.status} cannot be settled by hand.`;
}

function conflictWithResend(payout: Payout, context: ResolveContext): string | null {
  const { status, providerId, expiresAt } = payout;
  if (!RESENDABLE.includes(status)) return `A payout that is ${status} cannot be sent again.`;
  if (providerId !== null) return 'The provider has taken it on already.';
  if (expiresAt !== null && expiresAt <= context.at) return 'The payout has expired.';
  return payout.scope === context.account?.scope ? null : conflictWithScope(payout, context);
}

/** What was sent under one scope is not protected by the provider's uniqueness under another. */
function conflictWithScope({ currency, scale, recipientKind }: Payout, { attempts, account }: ResolveContext) {
  if (account === null) return 'The account of this payout is not configured.';
  if (attempts.length > 0) return 'It was sent under another scope of its account than is configured now.';
  const pays = account.currencies.some((offered) => offered.code === currency && offered.scale === scale);
  return pays && account.recipientKind === recipientKind ? null : 'The account as configured now cannot pay it.';
}

function quarantined({ attempts, quarantine, at }: ResolveContext): Obstacle | null {
  const last = attempts.at(-1);
  // A provider that said no, although without documented uniqueness, leaves nothing on its way.
  if (!last || noneExecuted(attempts.filter(({ proof }) => proof !== 'rejected'))) return null;
  const until = last.startedAt + quarantine;
  if (until <= at) return null;
  return { code: 'quarantine', detail: 'An attempt of unknown outcome may still be executed.', until };
}

export interface ResolveRequest {
  readonly action: ResolutionAction;
  /** The consumer whose key it was. */
  readonly by: string;
  readonly note: string;
  readonly at: number;
}

/** An operator's recorded decision. It ends the review; what the provider says later outranks it. */
export function resolve(payout: Payout, request: ResolveRequest, { account }: ResolveContext): NewEvent {
  const { action, by, note, at } = request;
  const resolution = { action, by, note, at, answered: false };
  const changes = { review: null, resolution, ...CHANGES[action](payout, request, account?.scope ?? payout.scope) };
  return { type: 'resolved', changes, data: { action, by, note } };
}

type Decide = (payout: Payout, request: ResolveRequest, scope: string) => PayoutChanges;

const CHANGES: Record<ResolutionAction, Decide> = {
  // The time after which it counts as unfinished begins anew: else it would be in review again before it is sent.
  resend: ({ status, queuedAt }, { at }, scope) => ({
    scope,
    queuedAt: status === 'awaiting_approval' ? queuedAt : at,
  }),
  mark_paid: ({ settledAt }, { at }) => ({ status: 'paid', failure: null, settledAt: settledAt ?? at }),
  mark_failed: ({ settledAt }, { at }) => ({
    status: 'failed',
    failure: { code: 'marked_failed', message: 'An operator recorded that the payout failed.', providerReason: null },
    settledAt: settledAt ?? at,
  }),
};

/** From when a payout that an operator wants sent again may be. */
export function resendSchedule({ status }: Payout, at: number): Rescheduling {
  if (status === 'awaiting_approval') return {};
  return { nextAt: at, pollStep: 0, resendAt: status === 'unconfirmed' ? at : null };
}
