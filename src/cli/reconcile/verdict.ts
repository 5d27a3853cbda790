import { isProbed } from '../../payouts/domain/account-hold.js';
import { EXIT, type ExitCode } from '../shell.js';
import type { HeldAccount, Reconciled, ReconcileOptions } from './run-due-work.js';

export interface Verdict {
  readonly exitCode: ExitCode;
  /** One line for each reason why the exit code is not 0. */
  readonly remarks: readonly string[];
}

/** Returns the exit code of a run, and the reasons if it is not 0. */
export function verdict(result: Reconciled, { untilIdle }: Pick<ReconcileOptions, 'untilIdle'>): Verdict {
  const person = forAPerson(result);
  const problems = [...unfinished(result), ...outages(result), ...(untilIdle ? [] : failedReads(result))];
  const stopped = result.interrupted ? ['interrupted: what was under way is recorded'] : [];
  const remarks = [...stopped, ...person, ...problems];
  // A person is needed whatever else went wrong, and running it again does not help.
  if (person.length > 0) return { exitCode: EXIT.person, remarks };
  return { exitCode: remarks.length > 0 ? EXIT.error : EXIT.done, remarks };
}

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
 * Returns a line for each held account whose provider does not work. A provider that only asks for fewer requests
 * works.
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
