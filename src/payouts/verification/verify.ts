import type { PayoutEvent } from '../domain/payout.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { UnitOfWork } from '../storage/unit-of-work.js';
import { type Difference, differenceOf } from './difference.js';

const PAGE = 1_000;

/** Result of a verification: how many payouts and events were compared, and how many differ. */
export interface Verification {
  readonly payouts: number;
  readonly events: number;
  /** Number of payouts whose row differs from their events. */
  readonly differing: number;
  /** Oldest payout whose row differs, with the first difference. Null if none differs. */
  readonly first: (Difference & { readonly id: string }) | null;
}

/**
 * Compares the row of each payout with its events, oldest payout first. Payouts may change meanwhile. A difference
 * therefore counts only if it is still there when the row is locked and compared again. Calls `progress` after each
 * page of 1,000 payouts.
 * @throws DatabaseUnavailableError
 */
export async function verify(unitOfWork: UnitOfWork, progress: (soFar: Verification) => void): Promise<Verification> {
  let verified: Verification = { payouts: 0, events: 0, differing: 0, first: null };
  for (let after = ''; ; ) {
    const page = await unitOfWork.read(({ payouts }) => payouts.page(after, PAGE));
    const last = page.at(-1);
    if (last === undefined) return verified;
    after = last.id;
    verified = await addPage(unitOfWork, page, verified);
    progress(verified);
  }
}

/**
 * Verifies one page of payouts. Returns the result of the earlier pages (`before`) with the numbers of this page added.
 */
async function addPage(
  unitOfWork: UnitOfWork,
  page: readonly StoredPayout[],
  before: Verification,
): Promise<Verification> {
  const events = await unitOfWork.read(({ payouts }) => payouts.histories(page.map(({ id }) => id)));
  const suspects = page.filter((payout) => differenceOf(payout, events.get(payout.id) ?? []) !== null);
  const different = await confirmed(unitOfWork, suspects);
  const count = [...events.values()].reduce((sum, history) => sum + history.length, 0);
  return {
    payouts: before.payouts + page.length,
    events: before.events + count,
    differing: before.differing + different.length,
    first: before.first ?? different[0] ?? null,
  };
}

/**
 * Compares again the payouts that seemed to differ, now with their rows locked. Without the lock, a payout may have
 * changed between the read of its row and the read of its events. Returns the payouts that still differ.
 */
async function confirmed(
  unitOfWork: UnitOfWork,
  suspects: readonly StoredPayout[],
): Promise<(Difference & { readonly id: string })[]> {
  if (suspects.length === 0) return [];
  const ids = suspects.map(({ id }) => id);
  const [rows, events] = await unitOfWork.run(
    async ({ payouts }): Promise<[Map<string, StoredPayout>, Map<string, PayoutEvent[]>]> => [
      await payouts.lock(ids),
      await payouts.histories(ids),
    ],
  );
  return ids.flatMap((id) => {
    const row = rows.get(id);
    const difference = row && differenceOf(row, events.get(id) ?? []);
    return difference ? [{ id, ...difference }] : [];
  });
}
