import type { Command } from 'commander';
import type { KeyRequest, KeyView, StoredKeys } from '../../payouts/access/stored-keys.js';
import { openStore, storedKeys } from '../../service/app.module.js';
import { loadConfiguration } from '../../service/config/configuration.js';
import { table } from '../../terminal/table.js';
import { consumer, lifetime, scopes } from '../arguments.js';
import { command, group, type OutputOptions, print, type Shell } from '../shell.js';

const HEADINGS = ['id', 'consumer', 'scopes', 'created', 'expires', 'revoked'];

interface CreateOptions extends OutputOptions, Pick<KeyRequest, 'consumer' | 'scopes'> {
  readonly expires?: number;
}

/**
 * Connects to the database, calls `use` with the stored API keys, and disconnects. It first applies pending migrations,
 * as the service does. It needs only DATABASE_URL, so it works before a provider is configured.
 */
async function withKeys({ environment }: Shell, use: (keys: StoredKeys) => Promise<void>): Promise<void> {
  const configuration = loadConfiguration(environment, { accounts: 'optional' });
  const dataSource = await openStore(configuration);
  try {
    await use(storedKeys(configuration, dataSource));
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Creates the command `cauri keys` for the API keys in the database. Changes take effect at once, without a restart of
 * the service.
 */
export function keysCommand(shell: Shell): Command {
  return group('keys', 'Manage the API keys in the database (those of API_KEYS are apart)')
    .addCommand(createCommand(shell))
    .addCommand(listCommand(shell))
    .addCommand(revokeCommand(shell));
}

function createCommand(shell: Shell): Command {
  return command('create', 'Create a key; it is shown only now')
    .requiredOption('--consumer <name>', 'whom it belongs to', consumer)
    .requiredOption('--scopes <scopes>', 'such as payouts:read+payouts:write, or *', scopes)
    .option('--expires <duration>', 'how long it is valid, such as 90d; default: for ever', lifetime)
    .action(({ expires = null, ...options }: Omit<CreateOptions, 'expires'> & { expires?: number | null }) =>
      withKeys(shell, async (keys) => {
        const made = await keys.create({ ...options, expiresInMs: expires });
        print(shell, options, made, [made.key]);
        if (!options.json) shell.stderr.write(`Keep it: only its hash is stored. Its id is ${made.id}.\n`);
      }),
    );
}

function listCommand(shell: Shell): Command {
  return command('list', 'List the keys, without their secrets').action((options: OutputOptions) =>
    withKeys(shell, async (keys) => {
      const data = await keys.list();
      print(shell, options, { data }, table(HEADINGS, data.map(toRow)));
    }),
  );
}

function revokeCommand(shell: Shell): Command {
  return command('revoke', 'Revoke a key; it is refused at once')
    .argument('<id>', 'id, as `cauri keys list` shows it')
    .action((id: string, options: OutputOptions) =>
      withKeys(shell, async (keys) => {
        const key = await keys.revoke(id);
        print(shell, options, key, [`key ${key.id} of ${key.consumer} is revoked since ${key.revokedAt}`]);
      }),
    );
}

function toRow({ id, consumer: owner, scopes: allowed, createdAt, expiresAt, revokedAt }: KeyView): string[] {
  return [id, owner, allowed.join('+'), createdAt, expiresAt ?? '-', revokedAt ?? '-'];
}
