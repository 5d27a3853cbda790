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

/** Current data of a payout, read and locked in the transaction that stores the decision about it. */
export interface Known {
  readonly payout: StoredPayout;
  /** All attempts of the payout, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Summary of the callbacks about the payout. Null if there are none, or if `withCallbacks` was not set. */
  readonly callbacks: CallbackNews | null;
}

/** Part of a change that releases the payout's lease (the worker's time-limited claim). */
export const GIVEN_BACK = { lease: { leaseToken: null, leaseUntil: null } } as const;

/** Changes to store for one payout, its attempts and its account. */
export interface Decision {
  readonly change: Change;
  /** Attempts that have ended, with their outcomes. */
  readonly ended?: readonly { readonly attempt: Attempt; readonly ending: AttemptEnding }[];
  /** Attempts that a complete search has confirmed as not executed. */
  readonly disproved?: readonly Attempt[];
  /** Change of the account's state, such as a new hold. */
  readonly account?: AccountChange;
}

/** Request to store a decision about one payout. */
export interface Recording {
  readonly payoutId: string;
  /** True if `decide` needs the summary of the payout's callbacks. */
  readonly withCallbacks?: true;
  /**
   * Decides what to store, based on the payout's current data. Returns null if there is nothing to store.
   *
   * It must be a pure function, because it runs again if the transaction was not committed. A COMMIT may have succeeded
   * although it got no response. `decide` must then detect the earlier run and return null.
   */
  decide(known: Known): Decision | null;
}

/**
 * Stores decisions about many payouts in one transaction. Decisions that arrive during a COMMIT form the next
 * transaction. A transaction has the same number of SQL statements for 1 payout and for 200. If one decision causes an
 * error, only that decision fails.
 */
export class Recorder {
  private readonly group: GroupCommit<Recording, StoredPayout | Error>;

  constructor(unitOfWork: UnitOfWork, watch?: (recordings: readonly Recording[], seconds: number) => void) {
    this.group = new GroupCommit(
      (recordings) => unitOfWork.run((transaction) => recordAll(transaction, recordings)),
      mayBeOfOne,
      watch,
    );
  }

  /**
   * Stores a decision, in one transaction with others. Returns the changed payout, or the unchanged one if `decide`
   * returned null.
   * @throws DatabaseUnavailableError if nothing was written
   * @throws CommitUnknownError if it may have been written
   * @throws StaleRowError if the payout does not exist; any error of `decide`
   */
  async record(recording: Recording): Promise<StoredPayout> {
    const recorded = await this.group.add(recording);
    if (recorded instanceof Error) throw recorded;
    return recorded;
  }
}

/**
 * Returns true if the error may come from one decision of a group. Each decision is then stored in a transaction of its
 * own.
 */
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
 * Splits decisions into rounds that contain each payout at most once. The second decision about a payout is in a later
 * round, so it sees the result of the first.
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
  // All instances lock in the same order. Two groups with the same payouts then wait and do not deadlock.
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

/**
 * Calls `decide` for each payout and returns the decisions. If `decide` returns null, puts the unchanged payout into
 * `results`. If it throws, puts the error there.
 */
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
