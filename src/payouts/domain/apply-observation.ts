import { readAmount } from '../../common/money.js';
import type { Observation, ProviderFact } from '../../common/payout-connector.js';
import { type Alarm, alarmEvent } from './alarms.js';
import { echoDifferences } from './compare-echo.js';
import { cancellationAfter } from './credit-cancellation.js';
import { failedBecause, withReason } from './failures.js';
import { applyEvents } from './fold.js';
import { isFinal, type NewEvent, type Payout, type PayoutChanges, type PayoutStatus } from './payout.js';
import { isNoNews, providerDataAfter } from './provider-data.js';
import { AGREEMENT, ANY_FACT, TARGETS } from './provider-facts.js';
import { clearReview, openReview } from './reviews.js';
import { returnedAmount, usageOf } from './spent-amount.js';

export interface ObserveContext {
  /** Time of the observation in epoch milliseconds. */
  readonly at: number;
  /** True if the provider may have executed at least one attempt of this payout. */
  readonly mayBeExecuted: boolean;
  /**
   * True if the observation is the answer to a POST. If a read has found the payout while that POST was under way, the
   * read is the newer report.
   */
  readonly answersPost?: boolean;
}

/** Events to record and alarms to raise after one report of the provider. The events include one for each alarm. */
export interface Observed {
  readonly events: readonly NewEvent[];
  readonly alarms: readonly Alarm[];
}

/**
 * Returns the events and alarms that follow from one report of the provider. The report may be the answer to a POST,
 * the answer to a read, or a line of a statement.
 *
 * The function is pure and never throws. An undocumented status word is recorded but changes no status. A late `failed`
 * does not undo `paid`. If the report differs from our order, the payout goes to review (a person must look at it) and
 * nothing of the report is applied.
 */
export function observe(payout: Payout, observation: Observation, context: ObserveContext): Observed {
  const doubt = doubtAbout(payout, observation, context);
  if (doubt) return doubt;
  if (context.answersPost && isOutrun(payout, observation)) return { events: [], alarms: [] };
  const observed = observedEvent(payout, observation, context.at);
  const next = applyEvents(payout, observed);
  const review = reviewEvents(payout, next, observation, context.at);
  // A report that changes nothing repeats an earlier one, which has already raised the alarm.
  const alarms = observed.length === 0 ? [] : alarmsOf(payout, next, observation, context.mayBeExecuted);
  return { events: [...observed, ...review, ...alarms.map(alarmEvent)], alarms };
}

/**
 * Returns the events and alarms that send the payout to review, if the report may describe another transaction than
 * this payout. Returns null if there is no such doubt.
 */
function doubtAbout(payout: Payout, observation: Observation, { at, mayBeExecuted }: ObserveContext): Observed | null {
  if (observation.duplicated) return inConflict(payout, 'duplicate_reference', at);
  const { providerId } = observation;
  if (payout.providerId !== null && providerId !== null && providerId !== payout.providerId) {
    return inConflict(payout, 'other_transaction', at);
  }
  const fields = echoDifferences(payout, observation.echo);
  if (fields.length === 0) return null;
  if (payout.review?.reason === 'mismatch') return { events: [], alarms: [] };
  const alarms = unexplained(payout, mayBeExecuted);
  const review = openReview('mismatch', at, { fields, providerId, providerStatus: observation.providerStatus });
  return { events: [review, ...alarms.map(alarmEvent)], alarms };
}

/**
 * Returns true if the answer to a POST is outdated: a read has already found the payout, and the answer says only
 * `processing` or an undocumented word.
 */
function isOutrun(payout: Payout, { fact }: Observation): boolean {
  const found = payout.providerStatus !== null && payout.status in AGREEMENT && !isOverrulable(payout);
  return found && (fact === 'processing' || fact === 'unknown');
}

function inConflict(payout: Payout, alarm: Alarm, at: number): Observed {
  if (payout.review?.reason === 'conflict') return { events: [], alarms: [] };
  return { events: [openReview('conflict', at), alarmEvent(alarm)], alarms: [alarm] };
}

function targetOf(payout: Payout, observation: Observation): PayoutStatus {
  if (payout.status === 'returned') return 'returned';
  // An operator set this status by hand. The provider's first report replaces it.
  const targets = isOverrulable(payout) ? ANY_FACT : TARGETS[payout.status];
  const target = targets[observation.fact] ?? payout.status;
  return target === 'returned' && returnedAmount(payout, observation) === 0 ? 'paid' : target;
}

/** Returns true if an operator set the payout's result and the provider has not reported on the payout since. */
function isOverrulable({ resolution, status }: Payout): boolean {
  const settled = resolution?.action === 'mark_paid' || resolution?.action === 'mark_failed';
  return settled && !resolution.answered && isFinal(status);
}

function alarmsOf(before: Payout, after: Payout, observation: Observation, mayBeExecuted: boolean): Alarm[] {
  const contradiction = contradictionOf(before, after, observation);
  return [...(contradiction ? [contradiction] : []), ...unexplained(before, mayBeExecuted)];
}

/** Returns the alarm for a payout that the provider knows, although no attempt can have been executed. */
function unexplained({ providerId, resolution }: Payout, mayBeExecuted: boolean): Alarm[] {
  return !mayBeExecuted && providerId === null && resolution === null ? ['unexplained_transaction'] : [];
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
 * Returns true for a status word that the provider does not document, such as `reversed`, when it is reported for the
 * first time. Only a person can find out what happened to the money.
 */
function isNewUnknownWord({ providerStatus }: Payout, observation: Observation): boolean {
  return observation.fact === 'unknown' && observation.providerStatus !== providerStatus;
}

/**
 * Returns the alarm `unknown_word` if the provider repeats an undocumented status word for a payout that is not final.
 * `observe` changes no status for such a word, so the payout could stay unfinished for days.
 *
 * `pollStep` is the number of planned reads since the status last changed. Only the read at step 1 raises the alarm, so
 * it is raised once.
 */
export function lingeringWord(payout: Payout, observation: Observation, pollStep: number): Alarm[] {
  const lingers = observation.fact === 'unknown' && observation.providerStatus === payout.providerStatus;
  return lingers && pollStep === 1 && !isFinal(payout.status) ? ['unknown_word'] : [];
}

/**
 * Returns true if the provider reports `failed` for a paid payout. No provider documents this, so it needs a review.
 */
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
  if (isNoNews(payout, changes)) return [];
  const { fact, providerStatus } = observation;
  return [{ type: 'observed', changes, data: { fact, providerStatus, ...usageOf(payout, changes) } }];
}

/**
 * Returns the operator's decision about the payout, marked as answered if the provider now reports a documented status.
 * Returns null if no operator has decided.
 */
function answeredBy({ resolution }: Payout, { fact }: Observation): Payout['resolution'] {
  return resolution === null || fact === 'unknown' ? resolution : { ...resolution, answered: true };
}

/** Returns the reported id, status word and amounts. A value that is missing in the report keeps its earlier value. */
function told(payout: Payout, observation: Observation): PayoutChanges {
  const { scale } = payout;
  return {
    providerId: payout.providerId ?? observation.providerId,
    providerStatus: observation.providerStatus,
    fee: readAmount(observation.fee, scale) ?? payout.fee,
    totalAmount: readAmount(observation.totalAmount, scale) ?? payout.totalAmount,
    providerData: providerDataAfter(payout, observation),
    usedAmount: readAmount(observation.usedAmount, scale) ?? payout.usedAmount,
  };
}

function statusChanges(payout: Payout, status: PayoutStatus, observation: Observation, at: number): PayoutChanges {
  const settledAt = payout.settledAt ?? (isFinal(status) && status !== 'canceled' ? at : null);
  const common = { status, settledAt };
  if (status === 'failed') {
    const providerReason = observation.failureReason ?? payout.failure?.providerReason ?? null;
    const failure = payout.failure ?? failedBecause('failed', 'The provider reported that the payout failed.', null);
    return { ...common, failure: withReason(failure, providerReason) };
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

/** Returns only the changes whose value differs from the payout's current one. */
function onlyNew(payout: Payout, changes: PayoutChanges): PayoutChanges {
  const entries = Object.entries(changes) as [keyof PayoutChanges, unknown][];
  return Object.fromEntries(
    entries.filter(([field, value]) => JSON.stringify(payout[field]) !== JSON.stringify(value)),
  ) as PayoutChanges;
}

/** Returns true if the payout still waits to be sent, so that the provider should not know it yet. */
function neverSent(status: PayoutStatus): boolean {
  return status === 'queued' || status === 'awaiting_approval';
}

/**
 * Returns the event that opens a review if the report contradicts the payout. If a review is open and the report
 * settles it, returns the event that closes the review. Returns an empty list if neither is the case.
 */
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
      // Only a report with an amount can refute the mismatch.
      return echo.amount !== null;
    case 'unfinished':
      return isFinal(after.status);
    case 'conflict':
      return AGREEMENT[after.status]?.includes(fact) ?? false;
    default:
      return false;
  }
}
