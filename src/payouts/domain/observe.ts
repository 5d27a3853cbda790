import { readAmount } from '../../common/money.js';
import type { Observation, ProviderFact } from '../../common/payout-connector.js';
import { type Alarm, alarmEvent } from './alarms.js';
import { cancellationAfter } from './credit-cancellation.js';
import { echoDifferences } from './echo.js';
import { applyEvents } from './fold.js';
import { isFinal, type NewEvent, type Payout, type PayoutChanges, type PayoutStatus } from './payout.js';
import { clearReview, openReview } from './reviews.js';
import { returnedAmount, usageOf } from './usage.js';

export interface ObserveContext {
  /** Epoch milliseconds of the observation. */
  readonly at: number;
  /** Whether any attempt of this payout may have been executed. */
  readonly mayBeExecuted: boolean;
}

export interface Observed {
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
}

type Targets = Partial<Record<ProviderFact, PayoutStatus>>;

/** Cancelling and both failed ways back are possible only for what was paid out before. */
const ANY_FACT: Targets = {
  processing: 'processing',
  paid: 'paid',
  failed: 'failed',
  cancelling: 'paid',
  returned: 'returned',
  cancellation_failed: 'paid',
  expiration_failed: 'paid',
};
const { processing: _, ...NEWER_THAN_PROCESSING } = ANY_FACT;
const { failed: __, ...ANYTHING_BUT_FAILED } = ANY_FACT;

/**
 * Where a provider's fact leads from each status. A fact that is not named changes nothing: it is older than what we
 * know (`processing` after `paid`), says the same, or is a word that the provider's document does not define.
 */
const TARGETS: Record<PayoutStatus, Targets> = {
  awaiting_approval: ANY_FACT,
  queued: ANY_FACT,
  canceled: ANY_FACT,
  submitting: ANY_FACT,
  unconfirmed: ANY_FACT,
  processing: NEWER_THAN_PROCESSING,
  paid: { returned: 'returned' },
  failed: ANYTHING_BUT_FAILED,
  returned: {},
};

/** Facts that a status already implies: the provider agrees with the row. */
const AGREEMENT: Partial<Record<PayoutStatus, readonly ProviderFact[]>> = {
  processing: ['processing'],
  paid: ['paid', 'cancelling', 'cancellation_failed', 'expiration_failed'],
  failed: ['failed'],
  returned: ['returned'],
};

/** Whether the provider says of a payout what its row says; a word that no document defines contradicts nothing. */
export function agrees(status: PayoutStatus, fact: ProviderFact): boolean {
  return fact === 'unknown' || (AGREEMENT[status]?.includes(fact) ?? false);
}

/**
 * What an observation does to a payout. Pure, total and the same for every channel: it never throws, an unknown word is
 * recorded and changes nothing, a late `failed` never undoes `paid`, and a difference is reviewed instead of applied.
 */
export function observe(payout: Payout, observation: Observation, context: ObserveContext): Observed {
  const doubt = doubtAbout(payout, observation, context.at);
  if (doubt) return doubt;
  const observed = observedEvent(payout, observation, context.at);
  const next = applyEvents(payout, observed);
  const review = reviewEvents(payout, next, observation, context.at);
  // What tells nothing new has raised its alarm before.
  const alarms = observed.length === 0 ? [] : alarmsOf(payout, next, observation, context.mayBeExecuted);
  return { events: [...observed, ...review, ...alarms.map(alarmEvent)], alarms };
}

/** An observation that cannot be about this order is recorded and never applied. */
function doubtAbout(payout: Payout, observation: Observation, at: number): Observed | null {
  if (observation.duplicated) return inConflict(payout, 'duplicate_reference', at);
  const { providerId } = observation;
  if (payout.providerId !== null && providerId !== null && providerId !== payout.providerId) {
    return inConflict(payout, 'other_transaction', at);
  }
  const fields = echoDifferences(payout, observation.echo);
  if (fields.length === 0) return null;
  const known = payout.review?.reason === 'mismatch';
  return {
    events: known
      ? []
      : [openReview('mismatch', at, { fields, providerId, providerStatus: observation.providerStatus })],
    alarms: [],
  };
}

function inConflict(payout: Payout, alarm: Alarm, at: number): Observed {
  if (payout.review?.reason === 'conflict') return { events: [], alarms: [] };
  return { events: [openReview('conflict', at), alarmEvent(alarm)], alarms: [alarm] };
}

function targetOf(payout: Payout, observation: Observation): PayoutStatus {
  if (payout.status === 'returned') return 'returned';
  // An operator's word, not the provider's: whatever the provider says first outranks it.
  const targets = isOverrulable(payout) ? ANY_FACT : TARGETS[payout.status];
  const target = targets[observation.fact] ?? payout.status;
  return target === 'returned' && returnedAmount(payout, observation) === 0 ? 'paid' : target;
}

function isOverrulable({ resolution, status }: Payout): boolean {
  const settled = resolution?.action === 'mark_paid' || resolution?.action === 'mark_failed';
  return settled && !resolution.answered && isFinal(status);
}

function alarmsOf(before: Payout, after: Payout, observation: Observation, mayBeExecuted: boolean): Alarm[] {
  const contradiction = contradictionOf(before, after, observation);
  const unexplained = !mayBeExecuted && before.providerId === null && before.resolution === null;
  return [...(contradiction ? [contradiction] : []), ...(unexplained ? (['unexplained_transaction'] as const) : [])];
}

function contradictionOf(before: Payout, after: Payout, observation: Observation): Alarm | null {
  const { fact } = observation;
  if (isFinal(before.status) && isNewUnknownWord(before, observation)) return 'unknown_word';
  if (isOverrulable(before) && after.status !== before.status) return 'resolution_overruled';
  if (before.status === 'failed' && after.status !== 'failed') return 'moved_after_failed';
  const contradicted = contradictsPaid(before, fact) && after.status === 'paid';
  return contradicted && before.review?.reason !== 'conflict' ? 'failed_after_paid' : null;
}

/** `reversed`, `COMPLETED`: what it means for the money, only a person can find out. Told once for each word. */
function isNewUnknownWord({ providerStatus }: Payout, observation: Observation): boolean {
  return observation.fact === 'unknown' && observation.providerStatus !== providerStatus;
}

/**
 * A word that no document defines, said again at the next read of a payout that is not final: `observe` has recorded it
 * and changed nothing, and somebody should know before `unfinished` says so days later. `pollStep`: reads since the last
 * change.
 */
export function lingeringWord(payout: Payout, observation: Observation, pollStep: number): Alarm[] {
  const lingers = observation.fact === 'unknown' && observation.providerStatus === payout.providerStatus;
  return lingers && pollStep === 1 && !isFinal(payout.status) ? ['unknown_word'] : [];
}

/** No provider documents a way from paid to failed: it is not applied but reviewed. */
function contradictsPaid(payout: Payout, fact: ProviderFact): boolean {
  return payout.status === 'paid' && fact === 'failed';
}

function observedEvent(payout: Payout, observation: Observation, at: number): NewEvent[] {
  const status = targetOf(payout, observation);
  const changes = onlyNew(payout, {
    ...told(payout, observation),
    ...statusChanges(payout, status, observation, at),
    resolution: answeredBy(payout, observation),
    ...cancellationAfter(payout, observation, at),
  });
  if (Object.keys(changes).length === 0) return [];
  const { fact, providerStatus } = observation;
  return [{ type: 'observed', changes, data: { fact, providerStatus, ...usageOf(payout, changes) } }];
}

function answeredBy({ resolution }: Payout, { fact }: Observation): Payout['resolution'] {
  return resolution === null || fact === 'unknown' ? resolution : { ...resolution, answered: true };
}

/** What the provider says beside the status; null never overwrites what it said before. */
function told(payout: Payout, observation: Observation): PayoutChanges {
  const { scale } = payout;
  return {
    providerId: payout.providerId ?? observation.providerId,
    providerStatus: observation.providerStatus,
    fee: readAmount(observation.fee, scale) ?? payout.fee,
    totalAmount: readAmount(observation.totalAmount, scale) ?? payout.totalAmount,
    usedAmount: readAmount(observation.usedAmount, scale) ?? payout.usedAmount,
  };
}

function statusChanges(payout: Payout, status: PayoutStatus, observation: Observation, at: number): PayoutChanges {
  const settledAt = payout.settledAt ?? (isFinal(status) && status !== 'canceled' ? at : null);
  const common = { status, settledAt };
  if (status === 'failed') {
    const providerReason = observation.failureReason ?? payout.failure?.providerReason ?? null;
    const failure = payout.failure ?? {
      code: 'failed' as const,
      message: 'The provider reported that the payout failed.',
    };
    return { ...common, failure: { ...failure, providerReason } };
  }
  if (status !== 'returned') return { ...common, failure: null };
  return {
    ...common,
    failure: null,
    returnedAmount: returnedAmount(payout, observation),
    returnReason: payout.returnReason ?? observation.returnReason ?? 'reversed',
    returnedAt: payout.returnedAt ?? at,
  };
}

/** A read that told nothing new is no event. */
function onlyNew(payout: Payout, changes: PayoutChanges): PayoutChanges {
  const entries = Object.entries(changes) as [keyof PayoutChanges, unknown][];
  return Object.fromEntries(
    entries.filter(([field, value]) => JSON.stringify(payout[field]) !== JSON.stringify(value)),
  ) as PayoutChanges;
}

/** Still waiting to be sent after an observation: an unknown word about a payout that the provider should not know. */
function neverSent(status: PayoutStatus): boolean {
  return status === 'queued' || status === 'awaiting_approval';
}

/** An observation with a good echo that answers the reason of a review ends it; one that contradicts the row opens one. */
function reviewEvents(before: Payout, after: Payout, observation: Observation, at: number): NewEvent[] {
  const { fact } = observation;
  const strange = isFinal(before.status) && isNewUnknownWord(before, observation);
  const contradicts = neverSent(after.status) || strange || (contradictsPaid(before, fact) && after.status === 'paid');
  if (contradicts) return before.review?.reason === 'conflict' ? [] : [openReview('conflict', at)];
  return isAnswered(before, after, observation) ? [clearReview(before)] : [];
}

function isAnswered(before: Payout, after: Payout, { fact, echo }: Observation): boolean {
  switch (before.review?.reason) {
    case 'absent_at_provider':
    case 'refused_after_unknown':
      return true;
    case 'mismatch':
      // An echo that says nothing takes nothing back.
      return echo.amount !== null;
    case 'unfinished':
      return isFinal(after.status);
    case 'conflict':
      return AGREEMENT[after.status]?.includes(fact) ?? false;
    default:
      return false;
  }
}
