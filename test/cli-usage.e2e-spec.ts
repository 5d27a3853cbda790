import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { cauri, documentOf, startCommand } from './support/command.js';
import { DATABASES, type TestDatabase } from './support/databases.js';
import { mariadbBinary, startMariadb } from './support/mariadb-server.js';
import { until } from './support/world.js';

describe.each(DATABASES)('migrations by hand on $name', (kind) => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  beforeEach(async () => {
    database = await kind.create();
    environment = {
      DATABASE_URL: database.url,
      MIGRATIONS: 'manual',
      DJAMO_BASE_URL: 'http://127.0.0.1:9',
      DJAMO_ACCESS_TOKEN: 'x',
    };
  });
  afterEach(() => database.drop());

  it('are found pending, applied once and then done', async () => {
    const refused = await cauri(environment, 'accounts');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('MIGRATIONS=manual') });
    expect((await cauri(environment, 'doctor')).stdout).toMatch(/✗ migrations: pending.*\n.*cauri migrate/);
    const migrated = await cauri(environment, 'migrate', '--json');
    expect(migrated.code).toBe(0);
    expect(documentOf<{ applied: string[] }>(migrated).applied).not.toEqual([]);
    expect(documentOf(await cauri(environment, 'migrate', '--json'))).toEqual({ applied: [] });
    expect((await cauri(environment, 'accounts')).code).toBe(0);
  });

  it('and keys need no provider', async () => {
    const alone = { DATABASE_URL: database.url };
    expect((await cauri(alone, 'migrate')).code).toBe(0);
    const made = documentOf<{ id: string }>(
      await cauri(alone, 'keys', 'create', '--consumer', 'payroll', '--scopes', 'payouts:read', '--json'),
    );
    expect((await cauri(alone, 'keys', 'revoke', made.id)).code).toBe(0);
    for (const anyOrder of [
      ['keys', 'list', '--json'],
      ['--json', 'keys', 'list'],
      ['keys', '--json', 'list'],
    ]) {
      expect(documentOf(await cauri(alone, ...anyOrder))).toMatchObject({
        data: [{ id: made.id, revokedAt: expect.any(String) }],
      });
    }
    expect((await cauri(alone, 'accounts')).code).toBe(78);
  });
});

const mariadb = process.env.TEST_MARIADB_URL ? it : it.skip;

// A server of its own: the setting is the whole server's, and other tests ask for it at the same time.
mariadb('doctor finds a MariaDB that may lose commits', async () => {
  const server = await startMariadb(mariadbBinary() ?? '', ['--innodb-flush-log-at-trx-commit=2']);
  const connection = await createConnection(server.url);
  await connection.query('CREATE DATABASE cauri');
  await connection.end();
  const settings = { DJAMO_BASE_URL: 'http://127.0.0.1:9', DJAMO_ACCESS_TOKEN: 'x' };
  const ended = await cauri({ ...settings, DATABASE_URL: `${server.url}/cauri` }, 'doctor');
  await server.stop();
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/✗ durability: innodb_flush_log_at_trx_commit is 2.*\n.*= 1/);
});

describe('the command line', () => {
  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
    expect(await startCommand({}, '--version').ended).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it.each([
    [[]],
    [['nonsense']],
    [['review']],
    [['reconcile', '--nonsense']],
    [['reconcile', '--timeout', 'soon']],
    [['reconcile', 'extra']],
    [['explain']],
    [['explain', 'no-id']],
    [['statement', '--account', 'djamo']],
    [['statement', '--account', 'djamo', '--since', 'yesterday']],
    [['keys', 'create', '--consumer', 'hr', '--scopes', 'everything']],
    [['keys', 'create', '--consumer', 'hr', '--scopes', '*', '--expires', '0s']],
    [['keys', 'revoke']],
    [['review', 'resolve', '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b', '--action', 'nothing']],
    [['sandbox', '--djamo-port', 'x']],
  ])('does not take %j and exits 64', async (args) => {
    const ended = await cauri({}, ...args);
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    expect(ended.stderr).not.toBe('');
  });

  it.each(['reconcile', 'accounts', 'doctor'])('exits 78 from %s without a configuration', async (name) => {
    const ended = await cauri({}, name);
    expect(ended.code).toBe(78);
    expect(ended.stdout + ended.stderr).toContain('DJAMO_BASE_URL');
  });

  it('shows durations in its help as people write them', async () => {
    for (const name of ['reconcile', 'pay']) {
      const { stdout } = await cauri({}, name, '--help');
      expect(stdout).toContain('(default: 10m)');
      expect(stdout).not.toContain('600000');
    }
  });

  it('fails doctor for a variable that is nearly one of ours', async () => {
    const settings = { DJAMO_BASE_URL: 'http://127.0.0.1:9', DJAMO_ACCESS_TOKEN: 'x', DATABASE_URL: 'sqlite::memory:' };
    const ended = await cauri({ ...settings, DJAMO_MAX_AMOUT: '5' }, 'doctor');
    expect(ended).toMatchObject({ code: 78, stdout: expect.stringMatching(/✗ .*DJAMO_MAX_AMOUT.*DJAMO_MAX_AMOUNT/) });
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('asks root who decides', async () => {
    const id = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
    const decision = ['review', 'resolve', id, '--action', 'mark_paid', '--note', 'x', '--confirm', '1'];
    for (const command of [decision, ['accounts', 'pause', 'djamo', '--reason', 'x']]) {
      expect(await cauri({}, ...command)).toMatchObject({ code: 64, stderr: expect.stringContaining('--by') });
    }
  });

  it('says in the help of reconcile that it sends', async () => {
    const help = await cauri({}, 'reconcile', '--help');
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('THIS SENDS MONEY') });
    expect(help.stdout).toContain('longest duration (default: 10m)');
  });

  it('serves both sandboxes until SIGINT, without a configuration', async () => {
    const sandbox = startCommand({}, 'sandbox', '--djamo-port', '0', '--jumia-port', '0', '--json');
    const lines = await until(async () => {
      const printed = sandbox.stdout().trim().split('\n');
      return printed.length === 2 ? printed : null;
    });
    const urls = lines.map((line) => JSON.parse(line) as { name: string; url: string });
    expect(urls.map(({ name }) => name)).toEqual(['djamo', 'jumia-credits']);
    for (const { url } of urls) expect((await fetch(`${url}/_sandbox/ledger`)).status).toBe(200);
    sandbox.signal('SIGINT');
    expect((await sandbox.ended).code).toBe(0);
  });
});
