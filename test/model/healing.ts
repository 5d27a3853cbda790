import type { ProviderFact } from '../../src/common/payout-connector.js';
import { isCancellationOpen } from '../../src/payouts/domain/credit-cancellation.js';
import { isFinal, type PayoutStatus } from '../../src/payouts/domain/payout.js';
import { NOON } from '../support/factories.js';
import { type Page, readBooks } from './book-rules.js';
import type { Ledger } from './ledger.js';
import { type Stage, TIMINGS, workOnce } from './stage.js';

const MAX_PASSES = 300;

/** The words of a ledger and the statuses that may stand in the books for good. */
const FINAL: Partial<Record<ProviderFact, PayoutStatus>> = {
  paid: 'paid',
  cancelling: 'paid',
  cancellation_failed: 'paid',
  failed: 'failed',
  returned: 'returned',
};

/** Every crashed worker is gone, what was late is executed, and the provider answers, settles and calls back. */
async function recover(stage: Stage, ids: readonly string[]): Promise<void> {
  const { provider, workers, accounts } = stage;
  for (const worker of workers) worker.crash();
  provider.healthy = true;
  provider.ledger.executeWhatIsLate();
  for (const queue of [provider.fates, provider.readings, provider.cancelFates]) queue.length = 0;
  const { hold } = await stage.books.read((transaction) => transaction.accounts.get(provider.account.name));
  // Only a person ends the hold of a person; what the worker holds, it has to find its way out of.
  if (hold?.by === 'operator') await accounts.resume(provider.account.name);
  const untold = ids.filter((id) => provider.ledger.executions(id).some((transfer) => transfer.untold));
  for (const id of untold) await stage.callBack(id);
}

/** Final as the ledger is, or waiting for a person about something that the provider does not have. */
function isSettled({ payout }: Page, ledger: Ledger): boolean {
  const { id, status, review } = payout;
  const [transfer] = ledger.executions(id);
  if (review?.reason === 'conflict') return true;
  if (!transfer) return review !== null || isFinal(status);
  return FINAL[transfer.fact] === status && !isCancellationOpen(payout);
}

/** Reviews that an honest provider leaves behind, and only for the reason that they name. */
function mayBeInReview({ payout: { id, review, expiresAt } }: Page, { provider, dedupe, clock }: Stage): boolean {
  const posts = provider.ledger.postsOf(id);
  switch (review?.reason) {
    case undefined:
      return true;
    case 'absent_at_provider':
      return dedupe === 'unverified' || (expiresAt !== null && expiresAt <= clock.now());
    case 'refused_after_unknown':
      return posts.some(({ told }) => told?.outcome.kind === 'refused');
    case 'conflict':
      return provider.ledger.toldAbout(id).includes('failed');
    case 'unfinished':
      return clock.now() - NOON >= TIMINGS.reviewAfter;
    default:
      return false;
  }
}

/** Guarantee 3: once everybody answers again, every payout ends, as the ledger says or visibly with a person. */
export async function expectHealed(stage: Stage, ids: readonly string[]): Promise<void> {
  const { provider, clock } = stage;
  await recover(stage, ids);
  for (let passes = 0; ; passes += 1) {
    await workOnce(stage);
    const pages = await readBooks(stage);
    const open = pages.filter((page) => !isSettled(page, provider.ledger));
    if (open.length === 0) {
      expect(new Set(pages.map(({ payout }) => payout.id))).toEqual(new Set(ids));
      expect(pages.filter((page) => !mayBeInReview(page, stage)).map(({ payout }) => payout.review)).toEqual([]);
      return;
    }
    if (passes > MAX_PASSES) throw new Error(`stuck: ${JSON.stringify(open.map(statusOf))}`);
    clock.advance(await stage.untilDue());
  }
}

function statusOf({ payout: { id, status, review, schedule, cancellation } }: Page): object {
  return { id, status, review: review?.reason, schedule, cancellation: cancellation?.status };
}
