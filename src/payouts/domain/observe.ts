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
  /** Time of the observation, epoch milliseconds. */
  readonly at: number;
  /** True if an attempt of this payout may have been executed. */
  readonly mayBeExecuted: boolean;
}

export interface Observed {
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
}

type Targets = Partial<Record<ProviderFact, PayoutStatus>>;

/** New status for each fact. `cancelling` and both failed ways to get money back imply that the payout was paid. */
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
 * New status for each fact, by current status. A fact that is missing here changes nothing: it is older than what we
 * know (`processing` after `paid`), repeats it, or is a word that the provider's document does not define.
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

/** Facts that agree with a status. */
const AGREEMENT: Partial<Record<PayoutStatus, readonly ProviderFact[]>> = {
  processing: ['processing'],
  paid: ['paid', 'cancelling', 'cancellation_failed', 'expiration_failed'],
  failed: ['failed'],
  returned: ['returned'],
};

/** True if the provider's fact agrees with the status. An unknown word contradicts nothing. */
export function agrees(status: PayoutStatus, fact: ProviderFact): boolean {
  return fact === 'unknown' || (AGREEMENT[status]?.includes(fact) ?? false);
}

/**
 * Returns the events and alarms of an observation. It is pure, never throws, and is used for replies, reads and
 * statements alike. An unknown word is recorded and changes nothing. A late `failed` does not undo `paid`. A difference
 * from our order opens a review and is not applied.
 */
export function observe(payout: Payout, observation: Observation, context: ObserveContext): Observed {
  const doubt = doubtAbout(payout, observation, context.at);
  if (doubt) return doubt;
  const observed = observedEvent(payout, observation, context.at);
  const next = applyEvents(payout, observed);
  const review = reviewEvents(payout, next, observation, context.at);
  // An observation without news has raised its alarm before.
  const alarms = observed.length === 0 ? [] : alarmsOf(payout, next, observation, context.mayBeExecuted);
  return { events: [...observed, ...review, ...alarms.map(alarmEvent)], alarms };
}

/** Returns a review instead of changes if the observation may be about another order. Null if there is no doubt. */
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
  // An operator set this status by hand. The first word of the provider overrules it.
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

/**
 * True for a new word that the document does not define, such as `reversed`. Only a person can find out what happened
 * to the money. Each word is reported once.
 */
function isNewUnknownWord({ providerStatus }: Payout, observation: Observation): boolean {
  return observation.fact === 'unknown' && observation.providerStatus !== providerStatus;
}

/**
 * Returns the alarm `unknown_word` if the provider repeats an undefined word about a payout that is not final.
 * `observe` changes nothing for such a word, so without the alarm nobody would notice for days. `pollStep` counts the
 * reads since the last change; only the first raises the alarm.
 */
export function lingeringWord(payout: Payout, observation: Observation, pollStep: number): Alarm[] {
  const lingers = observation.fact === 'unknown' && observation.providerStatus === payout.providerStatus;
  return lingers && pollStep === 1 && !isFinal(payout.status) ? ['unknown_word'] : [];
}

/** True if the provider says `failed` for a paid payout. No provider documents such a change, so it opens a review. */
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

/** Returns the other values of the observation. A null does not overwrite an earlier value. */
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

/** Returns the changes that differ from the payout. If there are none, no event is recorded. */
function onlyNew(payout: Payout, changes: PayoutChanges): PayoutChanges {
  const entries = Object.entries(changes) as [keyof PayoutChanges, unknown][];
  return Object.fromEntries(
    entries.filter(([field, value]) => JSON.stringify(payout[field]) !== JSON.stringify(value)),
  ) as PayoutChanges;
}

/** True if the payout still waits to be sent. The provider should not know it yet. */
function neverSent(status: PayoutStatus): boolean {
  return status === 'queued' || status === 'awaiting_approval';
}

/** Closes the review if the observation answers its reason. Opens one if the observation contradicts the payout. */
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
      // An echo without an amount does not refute the mismatch.
      return echo.amount !== null;
    case 'unfinished':
      return isFinal(after.status);
    case 'conflict':
      return AGREEMENT[after.status]?.includes(fact) ?? false;
    default:
      return false;
  }
}
