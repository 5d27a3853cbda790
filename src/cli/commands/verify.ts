import type { Command } from 'commander';
import { pendingMigrations } from '../../payouts/storage/database/migrate.js';
import { UnitOfWork } from '../../payouts/storage/unit-of-work.js';
import { type Verification, verify } from '../../payouts/verification/verify.js';
import { openDatabase } from '../../service/app.module.js';
import { loadConfiguration } from '../../service/config/configuration.js';
import { CLEAR_LINE } from '../../terminal/progress-bar.js';
import { CommandError, command, EXIT, type OutputOptions, print, type Shell } from '../shell.js';

/**
 * Creates the command `cauri verify`. It computes each payout again from its stored events and compares it with the
 * stored payout. It changes nothing. It exits 3 if a payout differs, and 1 if migrations are pending.
 */
export function verifyCommand(shell: Shell): Command {
  return command(
    'verify',
    'Compare every payout with its history, also while the service runs; exit code 3 if one differs',
  ).action(async (options: OutputOptions) => {
    const verified = await verifyDatabase(shell, options);
    print(shell, options, verified, lines(verified));
    if (verified.differing > 0) shell.exitCode = EXIT.person;
  });
}

async function verifyDatabase(shell: Shell, { json }: OutputOptions): Promise<Verification> {
  const { databaseUrl, timings } = loadConfiguration(shell.environment, { accounts: 'optional' });
  const dataSource = await openDatabase(databaseUrl);
  const live = (shell.stderr.isTTY ?? false) && !json;
  try {
    const pending = await pendingMigrations(dataSource);
    if (pending.length > 0) throw new CommandError(`pending migrations: ${pending.join(', ')}: run cauri migrate`);
    const unitOfWork = new UnitOfWork(dataSource, undefined, timings.databaseTimeout);
    return await verify(unitOfWork, ({ payouts }) => {
      if (live) shell.stderr.write(`${CLEAR_LINE}${payouts} payouts`);
    });
  } finally {
    if (live) shell.stderr.write(CLEAR_LINE);
    await dataSource.destroy();
  }
}

function lines({ payouts, events, differing, first }: Verification): string[] {
  const read = `${payouts} payouts with ${events} events`;
  if (first === null) return [`${read}: every row is what its events say`];
  const { id, field, row, events: told } = first;
  return [
    `${read}: ${differing} rows are not what their events say`,
    `the first is ${id}: ${field} is ${JSON.stringify(row)}, by its events ${JSON.stringify(told)}`,
    'restore the database from a backup, or find out who wrote to it besides Cauri',
  ];
}
