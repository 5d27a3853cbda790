import { isProbed } from '../../payouts/domain/account-hold.js';
import { EXIT, type ExitCode } from '../shell.js';
import type { HeldAccount, Reconciled, ReconcileOptions } from './run-due-work.js';

export interface Verdict {
  readonly exitCode: ExitCode;
  /** One line for each reason why the exit code is not 0. Empty if it is 0. */
  readonly remarks: readonly string[];
}

/**
 * Returns the exit code of a run: 0 if all is well, 3 if something needs a person, or else 1. Failed reads count only
 * without `untilIdle`, because a run with it repeats them.
 */
export function verdict(result: Reconciled, { untilIdle }: Pick<ReconcileOptions, 'untilIdle'>): Verdict {
  const person = forAPerson(result);
  const problems = [...unfinished(result), ...outages(result), ...(untilIdle ? [] : failedReads(result))];
  const stopped = result.interrupted ? ['interrupted: what was under way is recorded'] : [];
  const remarks = [...stopped, ...person, ...problems];
  // The need for a person takes precedence, because another run would not remove it.
  if (person.length > 0) return { exitCode: EXIT.person, remarks };
  return { exitCode: remarks.length > 0 ? EXIT.error : EXIT.done, remarks };
}

/**
 * Returns a line for everything that only a person can solve: payouts in review, and holds that the worker cannot end.
 */
function forAPerson({ inReview, held }: Reconciled): string[] {
  return [
    ...(inReview > 0 ? [`${inReview} ${payouts(inReview)} in review: cauri review list`] : []),
    ...held.filter(({ hold }) => !isProbed(hold)).map((account) => `${told(account)}; only a person resumes it`),
  ];
}

function unfinished({ late, open }: Reconciled): string[] {
  return late ? [`the time was over before the work was: ${open} ${payouts(open)} open, the next run goes on`] : [];
}

/**
 * Returns a line for each account that is on hold because its provider does not work. A hold with the reason
 * `throttled` is left out: such a provider works, but has asked for fewer requests.
 */
function outages({ held }: Reconciled): string[] {
  return held.filter(({ hold }) => isProbed(hold) && hold.reason !== 'throttled').map(told);
}

function failedReads({ counts: { errors } }: Reconciled): string[] {
  return errors > 0 ? [`${errors} reads of a provider failed and are tried again later`] : [];
}

function told({ name, hold }: HeldAccount): string {
  return `account ${name} is held by ${hold.by}: ${hold.note ?? hold.reason}`;
}

function payouts(count: number): string {
  return count === 1 ? 'payout is' : 'payouts are';
}
