import type { AccountSafety } from '../../src/common/payout-connector.js';
import type { Attempt } from '../../src/payouts/domain/attempts.js';
import { DEFAULT_TIMINGS } from '../../src/payouts/payouts.options.js';
import type { Ledger, Post } from './ledger.js';

interface PostContext {
  readonly ledger: Ledger;
  readonly dedupe: AccountSafety['dedupe'];
  /** As committed when the POST arrives. */
  readonly attempts: readonly Attempt[];
  readonly canceled: ReadonlySet<string>;
  readonly resent: ReadonlyMap<string, number>;
}

/** Said by the provider's own words to have executed nothing, and not to be the payout's end either. */
const PASSED_OVER = ['not_sent', 'account_fault'];

const CONCLUSIVE = [...PASSED_OVER, 'refused'];

function searchedSince(ledger: Ledger, payoutId: string, since: number): number | null {
  const search = ledger.absences.find((one) => one.payoutId === payoutId && one.askedAt >= since);
  return search?.askedAt ?? null;
}

/** Whether the answer to an earlier POST, and what was found out since, allow one more where nothing is documented. */
function isDisproved(post: Post, ledger: Ledger): boolean {
  if (post.told === null) return false;
  const { outcome, at } = post.told;
  if (outcome.kind === 'not_sent' && outcome.cause === 'no_connection') return true;
  return PASSED_OVER.includes(outcome.kind) && searchedSince(ledger, post.payoutId, at) !== null;
}

/** The same where the provider never executes our id twice: an unknown outcome needs a search and a wait. */
function isSafeToRepeat({ payoutId, at, told }: Post, ledger: Ledger, now: number): boolean {
  if (told && PASSED_OVER.includes(told.outcome.kind)) return true;
  if (told && (told.outcome.kind !== 'unknown' || told.outcome.duplicate)) return false;
  const searchedAt = searchedSince(ledger, payoutId, at);
  return searchedAt !== null && now >= searchedAt + DEFAULT_TIMINGS.resendWait;
}

/** An operator's override: only after the quarantine, and after a search of this very decision found nothing. */
export function mayBeResent(
  ledger: Ledger,
  { payoutId, searches, now }: { payoutId: string; searches: number; now: number },
): boolean {
  const posts = ledger.postsOf(payoutId);
  const open = posts.filter(({ told }) => told === null || !CONCLUSIVE.includes(told.outcome.kind));
  const quarantined = open.some(({ at }) => now < at + DEFAULT_TIMINGS.resendQuarantine);
  const searched = ledger.absences.slice(searches).some((one) => one.payoutId === payoutId);
  return !quarantined && searched;
}

/** What is wrong with a POST at the moment it arrives, in words. */
export function brokenBy(post: Post, { ledger, dedupe, attempts, canceled, resent }: PostContext): string[] {
  const earlier = ledger.postsOf(post.payoutId);
  const byOperator = resent.get(post.payoutId) ?? 0;
  const inDoubt = earlier.filter(({ at }) => at > byOperator);
  const allowed = inDoubt.every((one) =>
    dedupe === 'unverified' ? isDisproved(one, ledger) : isSafeToRepeat(one, ledger, post.at),
  );
  return [
    ...(attempts.length > earlier.length ? [] : ['a POST left before its attempt was committed']),
    ...(allowed ? [] : ['a POST left although an earlier one may be executed']),
    ...(canceled.has(post.payoutId) ? ['a POST left for a canceled payout'] : []),
  ].map((rule) => `${post.payoutId}: ${rule}`);
}
