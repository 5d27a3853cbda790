import { fold } from '../../src/payouts/domain/fold.js';
import { isFinal, type PayoutEvent, type PayoutStatus } from '../../src/payouts/domain/payout.js';
import type { StoredPayout } from '../../src/payouts/storage/payout-rows.js';
import type { Ledger, Post } from './ledger.js';
import { type Stage, TIMINGS } from './stage.js';

/** A payout in the books, and what the model knows about it. */
export interface Page {
  readonly payout: StoredPayout;
  readonly events: readonly PayoutEvent[];
}

/** What was seen after the command before. */
export interface Seen {
  readonly status: PayoutStatus;
  readonly inReview: boolean;
  /** What the provider and operators have said so far. */
  readonly words: number;
}

const PAID_FACTS: readonly string[] = ['paid', 'cancelling', 'cancellation_failed', 'expiration_failed'];
const UNSENT: readonly PayoutStatus[] = ['queued', 'awaiting_approval', 'canceled'];
const STRANGE: readonly unknown[] = ['unexplained_transaction', 'duplicate_reference', 'other_transaction'];

export async function readBooks({ books }: Stage): Promise<Page[]> {
  return books.read(async (transaction) => {
    const payouts = await transaction.list({ consumer: null }, { limit: 100, before: null });
    const events = await transaction.payouts.eventsOf(payouts.map(({ id }) => id));
    return payouts.map((payout) => ({ payout, events: events.filter(({ payoutId }) => payoutId === payout.id) }));
  });
}

/** A word that says so, and a search after it that found nothing: the word alone proves no more than a gateway's does. */
function provesNothingExecuted({ payoutId, told }: Post, ledger: Ledger): boolean {
  if (told === null) return false;
  const { outcome, at } = told;
  if (outcome.kind === 'not_sent' && outcome.cause === 'no_connection') return true;
  const denied = ['refused', 'not_sent', 'account_fault'].includes(outcome.kind);
  return denied && ledger.searchedSince(payoutId, at) !== null;
}

/** No attempt may have been executed: `queued` means that, and what was stopped or refused must stay so. */
function isUnsent({ status, failure }: StoredPayout): boolean {
  const byProvider = failure?.code === 'failed' || failure?.code === 'marked_failed';
  return UNSENT.includes(status) || (status === 'failed' && !byProvider);
}

/** What must hold of the money at every moment, whatever happened. */
function brokenMoney(page: Page, ledger: Ledger): (string | false)[] {
  const { payout } = page;
  const { id, status } = payout;
  const unsent = isUnsent(payout);
  return [
    ledger.executions(id).length > 1 && 'it was executed twice',
    unsent &&
      !ledger.postsOf(id).every((post) => provesNothingExecuted(post, ledger)) &&
      `it is ${status}, and a POST may be executed`,
    doubtedEarly(page) && 'its POST was given up before the lease ended',
    unsent && ledger.executions(id).length > 0 && `it is ${status}, and was executed`,
  ];
}

/** A status that only the provider can give has been told by it, and an honest provider raises no alarm of strange money. */
function brokenWord({ payout, events }: Page, ledger: Ledger): (string | false)[] {
  const { id, status, failure, resolution } = payout;
  const told = ledger.toldAbout(id);
  const wasPaid = resolution !== null || told.some((fact) => PAID_FACTS.includes(fact));
  return [
    status === 'paid' && !wasPaid && 'it is paid, which nobody said',
    status === 'failed' && resolution === null && wasPaid && 'it failed although it was paid',
    failure?.code === 'failed' && !told.includes('failed') && 'it failed, which nobody said',
    status === 'returned' && !told.includes('returned') && 'it is returned, which nobody said',
    events.some(({ type, data }) => type === 'alarm' && STRANGE.includes(data.alarm)) && 'an alarm about strange money',
  ];
}

/** Nobody doubts a POST while its sender may still be at it. */
function doubtedEarly({ events }: Page): boolean {
  const lost = events.filter(({ type, data }) => type === 'submission_unknown' && data.attempt === undefined);
  return lost.some(({ sequence, at }) => {
    const started = events.findLast((event) => event.type === 'submission_started' && event.sequence < sequence);
    return started !== undefined && at < started.at + TIMINGS.lease;
  });
}

/** Guarantee 6: the row equals the fold of its events, without a gap. */
function expectFolded({ payout, events }: Page): void {
  const folded = fold(events);
  const row = Object.fromEntries(Object.keys(folded).map((key) => [key, Reflect.get(payout, key)]));
  expect(row).toEqual(folded);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const versions = [...new Set(events.map(({ version }) => version))];
  expect(versions).toEqual(versions.map((_, index) => index + 1));
}

function leftFinal({ payout: { status } }: Page, seen: Seen | undefined, words: number): string | false {
  if (!seen || !isFinal(seen.status) || seen.status === status || words > seen.words) return false;
  return `it left ${seen.status} without a word of the provider`;
}

/** Holds after every command. `seen` is what was there before it, and becomes what is there now. */
export async function expectSound(stage: Stage, seen: Map<string, Seen>): Promise<void> {
  const { ledger } = stage.provider;
  const broken = [...stage.broken];
  for (const page of await readBooks(stage)) {
    const { id, status, review } = page.payout;
    const resolved = page.events.filter(({ type }) => type === 'resolved');
    const words = ledger.toldAbout(id).length + resolved.length;
    expectFolded(page);
    const rules = [
      ...brokenMoney(page, ledger),
      ...brokenWord(page, ledger),
      leftFinal(page, seen.get(id), words),
      stage.canceled.has(id) && status !== 'canceled' && 'it is no longer canceled',
    ];
    broken.push(...rules.flatMap((rule) => (rule ? [`${id}: ${rule}`] : [])));
    seen.set(id, { status, inReview: review !== null, words });
  }
  expect(broken).toEqual([]);
}
