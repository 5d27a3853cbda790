import type { Command } from 'commander';
import { migrate } from '../../payouts/storage/database/migrate.js';
import { openDatabase } from '../../service/app.module.js';
import { loadConfiguration } from '../../service/config/configuration.js';
import { command, type OutputOptions, print, type Shell } from '../shell.js';

/**
 * Creates the command `cauri migrate`. It applies the pending migrations also with `MIGRATIONS=manual`, and needs no
 * provider.
 */
export function migrateCommand(shell: Shell): Command {
  return command('migrate', 'Apply the pending migrations').action(async (options: OutputOptions) => {
    const dataSource = await openDatabase(loadConfiguration(shell.environment, { accounts: 'optional' }).databaseUrl);
    try {
      const applied = await migrate(dataSource);
      print(shell, options, { applied }, applied.length === 0 ? ['nothing is pending'] : applied.map(told));
    } finally {
      await dataSource.destroy();
    }
  });
}

const told = (name: string): string => `applied ${name}`;
