import { type AccountState, holdAfter, holdForRetryAfter, holdUnexplained } from '../domain/account-hold.js';
import { type Alarm, holdsAccount } from '../domain/alarms.js';
import type { AttemptOutcome } from '../domain/attempts.js';
import type { Transaction } from '../storage/transaction.js';

/** Changes the state of an account. Pure: several of them are applied one after the other, and written once. */
export type AccountChange = (state: AccountState) => AccountState;

/** What one submission means for its account. */
export function afterOutcome(
  outcome: AttemptOutcome,
  context: { startedAt: number; alarms: readonly Alarm[]; holdPlan: readonly number[]; at: number },
): AccountChange {
  const { startedAt, alarms, holdPlan, at } = context;
  return (state) => afterAlarms(alarms, at)(holdAfter(state, outcome, { startedAt, holdPlan, at }));
}

/** Holds the account after an alarm about money that the books do not explain. */
export function afterAlarms(alarms: readonly Alarm[], at: number): AccountChange {
  return (state) => (alarms.some(holdsAccount) ? holdUnexplained(state, at) : state);
}

/** A read that was answered with `Retry-After` also delays what is sent. */
export function afterFailedRead(retryAfterMs: number | null, at: number): AccountChange {
  return (state) => (retryAfterMs === null ? state : holdForRetryAfter(state, retryAfterMs, at));
}

/** The provider knows of money that the books do not explain. */
export async function holdForUnexplained(transaction: Transaction, account: string, at: number): Promise<void> {
  await changeAccount(transaction, account, (state) => holdUnexplained(state, at));
}

/** Compare-and-set; an account that stays as it is costs no write. */
export async function changeAccount(transaction: Transaction, account: string, change: AccountChange): Promise<void> {
  const before = await transaction.accounts.get(account);
  const after = change(before);
  if (after.unknowns === before.unknowns && after.hold === before.hold) return;
  await transaction.accounts.set(before, after);
}
