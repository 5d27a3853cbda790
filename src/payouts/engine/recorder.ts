import type { AccountChange } from '../domain/account-hold.js';
import type { Attempt, AttemptEnding } from '../domain/attempts.js';
import type { CallbackNews } from '../storage/callbacks.repository.js';
import { GroupCommit } from '../storage/database/group-commit.js';
import {
  CommitUnknownError,
  DatabaseLostError,
  DatabaseUnavailableError,
  StaleRowError,
} from '../storage/database/storage.errors.js';
import type { Change, DecidedChange } from '../storage/payout-changes.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import type { Transaction } from '../storage/transaction.js';
import type { UnitOfWork } from '../storage/unit-of-work.js';

/** A payout as read in the transaction that records a decision about it. */
export interface Known {
  readonly payout: StoredPayout;
  /** All attempts, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Null if not requested or if there are none. */
  readonly callbacks: CallbackNews | null;
}

/** Columns that release the lease. */
export const GIVEN_BACK = { lease: { leaseToken: null, leaseUntil: null } } as const;

/** The changes to store for one payout. */
export interface Decision {
  readonly change: Change;
  readonly ended?: readonly { readonly attempt: Attempt; readonly ending: AttemptEnding }[];
  /** Attempts that a complete search has proven not executed. */
  readonly disproved?: readonly Attempt[];
  /** Effect on sending from the account. */
  readonly account?: AccountChange;
}

export interface Recording {
  readonly payoutId: string;
  readonly withCallbacks?: true;
  /**
   * Decides from the current data; null if there is nothing to store. Must be pure, because it runs again if the
   * transaction did not happen. It must also detect an earlier run that was committed although the COMMIT got no
   * answer.
   */
  decide(known: Known): Decision | null;
}

/**
 * Stores decisions in groups. Decisions that arrive during a COMMIT form the next transaction, which needs as many
 * statements for 1 payout as for 200. A decision that cannot be stored fails alone.
 */
export class Recorder {
  private readonly group: GroupCommit<Recording, StoredPayout | Error>;

  constructor(unitOfWork: UnitOfWork) {
    this.group = new GroupCommit(
      (recordings) => unitOfWork.run((transaction) => recordAll(transaction, recordings)),
      mayBeOfOne,
    );
  }

  /**
   * Stores a decision. Returns the changed payout.
   * @throws DatabaseUnavailableError if nothing was written
   * @throws CommitUnknownError if it may have been written
   */
  async record(recording: Recording): Promise<StoredPayout> {
    const recorded = await this.group.add(recording);
    if (recorded instanceof Error) throw recorded;
    return recorded;
  }
}

/** True if one decision of a group may have caused the error. Then each is stored separately. */
function mayBeOfOne(error: unknown): boolean {
  return ![CommitUnknownError, DatabaseUnavailableError, DatabaseLostError].some((kind) => error instanceof kind);
}

async function recordAll(
  transaction: Transaction,
  recordings: readonly Recording[],
): Promise<(StoredPayout | Error)[]> {
  const results = new Map<Recording, StoredPayout | Error>();
  for (const round of rounds(recordings)) {
    const known = await read(transaction, round);
    const decided = decideAll(round, known, results);
    await write(transaction, decided, results);
  }
  return recordings.map((recording) => results.get(recording) ?? new StaleRowError(recording.payoutId));
}

/**
 * Splits recordings so that no round has two of the same payout. The second decision is made after the first is
 * written.
 */
function rounds(recordings: readonly Recording[]): Recording[][] {
  const first = new Map<string, Recording>();
  const rest: Recording[] = [];
  for (const recording of recordings) {
    if (first.has(recording.payoutId)) rest.push(recording);
    else first.set(recording.payoutId, recording);
  }
  return first.size === 0 ? [] : [[...first.values()], ...rounds(rest)];
}

async function read(transaction: Transaction, round: readonly Recording[]): Promise<Map<string, Known>> {
  // The same order on every instance, so that two groups that lock the same rows wait but do not deadlock.
  const ids = round.map(({ payoutId }) => payoutId).sort();
  const payouts = await transaction.payouts.lock(ids);
  const attempts = await transaction.attempts.ofAll(ids);
  const asking = round.filter(({ withCallbacks }) => withCallbacks).map(({ payoutId }) => payoutId);
  const callbacks = await transaction.callbacks.newsOf(asking);
  return new Map(
    [...payouts].map(([id, payout]) => [
      id,
      { payout, attempts: attempts.get(id) ?? [], callbacks: callbacks.get(id) ?? null },
    ]),
  );
}

interface Decided extends Decision {
  readonly recording: Recording;
  readonly payout: StoredPayout;
}

/** Puts the payouts that need no change into `results`. */
function decideAll(
  round: readonly Recording[],
  known: ReadonlyMap<string, Known>,
  results: Map<Recording, StoredPayout | Error>,
): Decided[] {
  return round.flatMap((recording) => {
    const about = known.get(recording.payoutId);
    if (about === undefined) return [];
    try {
      const decision = recording.decide(about);
      if (decision !== null) return [{ ...decision, recording, payout: about.payout }];
      results.set(recording, about.payout);
    } catch (error) {
      results.set(recording, error instanceof Error ? error : new Error('a decision failed'));
    }
    return [];
  });
}

async function write(
  transaction: Transaction,
  decided: readonly Decided[],
  results: Map<Recording, StoredPayout | Error>,
): Promise<void> {
  await transaction.attempts.endAll(decided.flatMap(({ ended = [] }) => ended));
  await transaction.attempts.disprove(decided.flatMap(({ disproved = [] }) => disproved));
  const changes: DecidedChange[] = decided.map(({ payout, change }) => ({ payout, change }));
  const changed = await transaction.payouts.changeAll(changes);
  for (const [index, { recording, payout }] of decided.entries()) results.set(recording, changed[index] ?? payout);
  await changeAccounts(transaction, decided);
}

async function changeAccounts(transaction: Transaction, decided: readonly Decided[]): Promise<void> {
  const changes = new Map<string, AccountChange[]>();
  for (const { payout, account } of decided) {
    if (account) changes.set(payout.account, [...(changes.get(payout.account) ?? []), account]);
  }
  for (const [name, all] of changes) {
    await transaction.accounts.change(name, (before) => all.reduce((state, change) => change(state), before));
  }
}
