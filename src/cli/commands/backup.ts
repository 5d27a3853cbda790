import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BackupError, backUp } from '../../payouts/storage/database/backup.js';
import { openDatabase } from '../../service/app.module.js';
import { loadConfiguration } from '../../service/config/configuration.js';
import { CommandError, command, type OutputOptions, print, type Shell } from '../shell.js';

/**
 * Creates the command `cauri backup`, for SQLite only. It needs no provider and never overwrites a file; it exits 1 if
 * no copy was made.
 */
export function backupCommand(shell: Shell): Command {
  return command('backup', 'Copy the SQLite database to a new file, also while the service runs')
    .argument('<file>', 'the copy; must not exist')
    .action(async (file: string, options: OutputOptions) => {
      const dataSource = await openDatabase(loadConfiguration(shell.environment, { accounts: 'optional' }).databaseUrl);
      try {
        const copy = await backUp(dataSource, resolve(file));
        print(shell, options, copy, [`${copy.file}: ${copy.payouts} payouts, ${copy.bytes} bytes, checked`]);
      } catch (error) {
        throw error instanceof BackupError ? new CommandError(error.message) : error;
      } finally {
        await dataSource.destroy();
      }
    });
}
