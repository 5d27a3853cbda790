import { type Alarm, holdsAccount } from '../domain/alarms.js';
import type { AttemptOutcome } from '../domain/attempts.js';
import { type AccountState, holdAfter, holdForRetryAfter, holdUnexplained } from '../domain/hold.js';
import type { Transaction } from '../storage/transaction.js';

/** What one submission means for its account, in the transaction that records the submission. */
export async function holdAfterOutcome(
  transaction: Transaction,
  account: string,
  outcome: AttemptOutcome,
  context: { startedAt: number; alarms: readonly Alarm[]; holdPlan: readonly number[]; at: number },
): Promise<void> {
  const { startedAt, alarms, holdPlan, at } = context;
  await update(transaction, account, (state) => {
    const after = holdAfter(state, outcome, { startedAt, holdPlan, at });
    return alarms.some(holdsAccount) ? holdUnexplained(after, at) : after;
  });
}

export async function holdAfterAlarms(
  transaction: Transaction,
  account: string,
  alarms: readonly Alarm[],
  at: number,
): Promise<void> {
  if (alarms.some(holdsAccount)) await holdForUnexplained(transaction, account, at);
}

/** The provider knows of money that the books do not explain. */
export async function holdForUnexplained(transaction: Transaction, account: string, at: number): Promise<void> {
  await update(transaction, account, (state) => holdUnexplained(state, at));
}

/** A read that was answered with `Retry-After` also delays what is sent. */
export async function holdAfterRead(
  transaction: Transaction,
  account: string,
  retryAfterMs: number,
  at: number,
): Promise<void> {
  await update(transaction, account, (state) => holdForRetryAfter(state, retryAfterMs, at));
}

/** Compare-and-set; an account that stays as it is costs no write. */
async function update(
  transaction: Transaction,
  account: string,
  decide: (state: AccountState) => AccountState,
): Promise<void> {
  const before = await transaction.accounts.get(account);
  const after = decide(before);
  if (after.unknowns === before.unknowns && after.hold === before.hold) return;
  await transaction.accounts.set(before, after);
}
