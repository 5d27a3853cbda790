import type { ConnectorAccount } from '../../common/connector-account.js';
import { isAllowed } from './allowed-decisions.js';
import { type Attempt, noneExecuted } from './attempts.js';
import type { NewEvent, Payout, PayoutChanges, PayoutStatus, Rescheduling, ResolutionAction } from './payout.js';

/** Data, besides the payout, that decides what an operator may do about it. */
export interface ResolveContext {
  readonly attempts: readonly Attempt[];
  /**
   * The account as configured now. Its scope (where the provider keeps our ids unique) may differ from the payout's.
   * Null if it is not configured.
   */
  readonly account: Pick<ConnectorAccount, 'scope' | 'currencies' | 'recipientKind'> | null;
  /**
   * Milliseconds after the start of the last attempt during which a POST without an answer may still be executed
   * (`RESEND_QUARANTINE`).
   */
  readonly quarantine: number;
  readonly at: number;
}

/** Reason why an operator may not take an action on a payout, or not yet. */
export interface Obstacle {
  readonly code: 'state_conflict' | 'quarantine';
  readonly detail: string;
  /** Time at which the action becomes possible, in epoch milliseconds. Null if waiting does not help. */
  readonly until: number | null;
}

/** Statuses in which an operator may have a payout sent again. */
const RESENDABLE: readonly PayoutStatus[] = ['awaiting_approval', 'queued', 'unconfirmed'];

/**
 * Returns the reason that forbids an operator's action on a payout. Returns null if the action is allowed. Every action
 * requires a payout in review. `mark_paid` need not wait until the quarantine of the last attempt is over.
 */
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
  if (providerId !== null) return 'The provider has already accepted it.';
  if (expiresAt !== null && expiresAt <= context.at) return 'The payout has expired.';
  return payout.scope === context.account?.scope ? null : conflictWithScope(payout, context);
}

/**
 * Returns the reason why a payout must not be resent under the account's new scope. Returns null if it may be resent. A
 * payout that was already sent could be executed twice, because the provider keeps ids unique only within one scope.
 */
function conflictWithScope({ currency, scale, recipientKind }: Payout, { attempts, account }: ResolveContext) {
  if (account === null) return 'The account of this payout is not configured.';
  if (attempts.length > 0) return 'It was sent under another scope of its account than is configured now.';
  const pays = account.currencies.some((offered) => offered.code === currency && offered.scale === scale);
  return pays && account.recipientKind === recipientKind ? null : 'The account as configured now cannot pay it.';
}

function quarantined({ attempts, quarantine, at }: ResolveContext): Obstacle | null {
  const last = attempts.at(-1);
  // A rejected attempt cannot be executed later, so it needs no waiting time.
  if (!last || noneExecuted(attempts.filter(({ proof }) => proof !== 'rejected'))) return null;
  const until = last.startedAt + quarantine;
  if (until <= at) return null;
  return { code: 'quarantine', detail: 'An attempt of unknown outcome may still be executed.', until };
}

export interface ResolveRequest {
  readonly action: ResolutionAction;
  /** Name of the consumer whose API key made the request. */
  readonly by: string;
  /** The operator's explanation of the decision. */
  readonly note: string;
  readonly at: number;
}

/**
 * Returns the event for an operator's decision, which ends the review. It does not check `obstacleTo`; the caller must.
 * A later report of the provider overrules the decision.
 */
export function resolve(payout: Payout, request: ResolveRequest, { account }: ResolveContext): NewEvent {
  const { action, by, note, at } = request;
  const resolution = { action, by, note, at, answered: false };
  const changes = { review: null, resolution, ...CHANGES[action](payout, request, account?.scope ?? payout.scope) };
  return { type: 'resolved', changes, data: { action, by, note } };
}

type Decide = (payout: Payout, request: ResolveRequest, scope: string) => PayoutChanges;

const CHANGES: Record<ResolutionAction, Decide> = {
  // Restarts the time after which an `unfinished` review opens. Otherwise the payout would return to review before it
  // is sent.
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

/**
 * Returns the schedule after an operator decided to resend a payout: it is due now. If it still waits for an approval,
 * the schedule stays as it is.
 */
export function resendSchedule({ status }: Payout, at: number): Rescheduling {
  if (status === 'awaiting_approval') return {};
  return { nextAt: at, pollStep: 0, resendAt: status === 'unconfirmed' ? at : null };
}
