import type { AccountSafety } from '../../src/common/connector-account.js';
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

/**
 * Whether the answer to an earlier POST, and what was found out since, allow one more. No refusal is believed unasked: a
 * gateway may answer for a provider that has executed.
 */
function isDisproved(post: Post, ledger: Ledger): boolean {
  if (post.told === null) return false;
  const { outcome, at } = post.told;
  if (outcome.kind === 'not_sent' && outcome.cause === 'no_connection') return true;
  return PASSED_OVER.includes(outcome.kind) && ledger.searchedSince(post.payoutId, at) !== null;
}

/** The same where the provider never executes our id twice: an unknown outcome needs a search and a wait. */
function isSafeToRepeat(post: Post, ledger: Ledger, now: number): boolean {
  const { payoutId, at, told } = post;
  if (told && PASSED_OVER.includes(told.outcome.kind)) return isDisproved(post, ledger);
  if (told && (told.outcome.kind !== 'unknown' || told.outcome.duplicate)) return false;
  const searchedAt = ledger.searchedSince(payoutId, at);
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
