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

/** A payout as the books have it inside the transaction that records a decision about it. */
export interface Known {
  readonly payout: StoredPayout;
  /** Every started POST, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Null unless the recording asks for them, or when none came. */
  readonly callbacks: CallbackNews | null;
}

/** Of a change: whoever holds the lease gives it back. */
export const GIVEN_BACK = { lease: { leaseToken: null, leaseUntil: null } } as const;

/** What is to be written about one payout. */
export interface Decision {
  readonly change: Change;
  readonly ended?: readonly { readonly attempt: Attempt; readonly ending: AttemptEnding }[];
  /** Attempts that a complete search has proven not executed. */
  readonly disproved?: readonly Attempt[];
  /** What it means for sending from the account. */
  readonly account?: AccountChange;
}

export interface Recording {
  readonly payoutId: string;
  readonly withCallbacks?: true;
  /**
   * Decides by what the books say now; null when there is nothing to write. Pure: runs again when the transaction did not
   * happen, and has to tell by itself when it did happen although its COMMIT got no answer.
   */
  decide(known: Known): Decision | null;
}

/**
 * Records decisions in groups: what is ready while a COMMIT is under way is the next transaction, with as many statements
 * for one payout as for two hundred. A decision that cannot be written fails alone.
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
   * Returns the payout as it then is.
   * @throws DatabaseUnavailableError nothing was written
   * @throws CommitUnknownError it may be written
   */
  async record(recording: Recording): Promise<StoredPayout> {
    const recorded = await this.group.add(recording);
    if (recorded instanceof Error) throw recorded;
    return recorded;
  }
}

/** Whether one member of a group may have caused it: then each is written by itself. */
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

/** Two decisions about the same payout see each other: the second one is taken after the first is written. */
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
  // In one order on every instance: two groups that lock the same rows wait for each other, and do not deadlock.
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

/** Notes in `results` what needs no writing. */
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
