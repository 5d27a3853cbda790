import { CommanderError } from 'commander';
import { redact } from '../common/redact.js';
import { toPayoutError } from '../payouts/http/failures.js';
import type { PayoutError } from '../payouts/payouts.errors.js';
import { ConfigurationError } from '../service/config/configuration.error.js';
import { StartError } from '../service/start.error.js';
import { CommandError, EXIT, type ExitCode } from './shell.js';

export interface CommandFailure {
  readonly exitCode: ExitCode;
  /** Message for the user, without a newline at its end. Null if commander has already printed the error. */
  readonly message: string | null;
}

/**
 * Returns the exit code and the message for an error of a command: 64 for its arguments, 78 for the configuration,
 * otherwise 1 or the code of a `CommandError`.
 */
export function commandFailureOf(error: unknown): CommandFailure {
  if (error instanceof CommanderError)
    return { exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage, message: null };
  if (error instanceof ConfigurationError) return { exitCode: EXIT.configuration, message: error.message };
  if (error instanceof CommandError) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof StartError) return { exitCode: EXIT.error, message: redact(error.message) };
  return afterStart(error);
}

/**
 * Returns the exit code and the message for an error that happened while the command worked. A known error has the same
 * message as in the API. An unexpected error is shown with its stack, after secrets and recipients are removed.
 */
function afterStart(error: unknown): CommandFailure {
  const known = toPayoutError(error);
  if (known.code === 'internal_error') {
    return { exitCode: EXIT.error, message: redact(String((error as Error | null)?.stack ?? error)) };
  }
  if (known.code === 'unavailable') return { exitCode: EXIT.error, message: 'the database does not answer' };
  return { exitCode: known.code === 'validation_failed' ? EXIT.usage : EXIT.error, message: sentences(known) };
}

/** Returns the message of an error, followed by a line for each detail. */
function sentences({ code, message, details }: PayoutError): string {
  const fields = details.errors?.map(({ field, message: rule }) => `${field} ${rule}`) ?? rowsOf(details);
  const wait = details.retryAfter === undefined ? [] : [`again in ${Math.ceil(details.retryAfter)} s`];
  return [`${code}: ${message}`, ...fields, ...wait].join('\n  ');
}

/** Returns a line for each error and warning of a refused batch, at most 100 of each, and a line that counts the rest. */
function rowsOf({ members }: PayoutError['details']): string[] {
  const rows = [members?.errors, members?.warnings].flatMap((list) => (Array.isArray(list) ? list : []));
  const more = Number(members?.errorCount ?? 0) + Number(members?.warningCount ?? 0) - rows.length;
  return [
    ...rows.map(({ row, field, message }: { row: number; field?: string | null; message: string }) =>
      [`row ${row}:`, field ?? '', message].filter((word) => word !== '').join(' '),
    ),
    ...(more > 0 ? [`and ${more} more, which --validate tells`] : []),
  ];
}
