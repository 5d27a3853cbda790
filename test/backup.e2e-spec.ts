import { copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cauri, documentOf } from './support/command.js';
import { DATABASES } from './support/databases.js';
import { startService } from './support/service.js';
import { connect } from './support/storage.js';
import { toPhone, World } from './support/world.js';

interface Verified {
  readonly payouts: number;
  readonly differing: number;
  readonly first: { readonly id: string; readonly field: string } | null;
}

describe.each(DATABASES)('cauri verify on $name', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(kind);
  });
  afterAll(() => world.stop());

  it('agrees with what the running service wrote, and names a row that somebody else wrote', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => world.create(toPhone('00'))));
    const [first = ''] = made.map(({ body }) => body.id).sort((one, other) => (one < other ? -1 : 1));
    for (const { body } of made) await world.settled(body.id);
    const good = await cauri(world.settings, 'verify', '--json');
    expect(good.code).toBe(0);
    expect(documentOf<Verified>(good)).toMatchObject({ payouts: 5, differing: 0, first: null });
    const dataSource = await connect(world.database.url);
    await dataSource
      .query(`UPDATE cauri_payout SET status = 'failed' WHERE id = ?`, [first])
      .finally(() => dataSource.destroy());
    const bad = await cauri(world.settings, 'verify');
    expect(bad.code).toBe(3);
    expect(bad.stdout).toContain(`the first is ${first}: status is "failed", by its events "paid"`);
  });
});

describe('cauri backup of SQLite', () => {
  const [sqlite] = DATABASES;
  let world: World;
  let folder: string;
  if (sqlite === undefined) throw new Error('there is always SQLite');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cauri-backup-'));
    world = await World.start(sqlite);
  });
  afterAll(async () => {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is one moment of a database that is written to, and a restored copy says what it has lost', async () => {
    const before = await world.create(toPhone('00'));
    await world.settled(before.body.id);
    const copy = join(folder, 'copy.db');
    const meanwhile = Array.from({ length: 30 }, () => world.create(toPhone('00')));
    const made = await cauri(world.settings, 'backup', copy, '--json');
    expect(made).toMatchObject({ code: 0 });
    expect(documentOf<{ file: string; payouts: number }>(made)).toMatchObject({ file: copy });
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['copy.db']);
    await Promise.all(meanwhile);

    const again = await cauri(world.settings, 'backup', copy);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('exists already') });

    const after = await world.create(toPhone('00'));
    await world.settled(after.body.id);
    await restore(copy);
    const { code, stdout } = await cauri(world.settings, 'verify', '--json');
    expect({ code, ...(JSON.parse(stdout) as Verified) }).toMatchObject({ code: 0, differing: 0 });
    expect((await world.payout(before.body.id)).status).toBe('paid');
    expect((await world.call('GET', `/v1/payouts/${after.body.id}`)).status).toBe(404);
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const statement = await cauri(world.settings, 'statement', '--account', 'djamo', '--since', since, '--json');
    expect(statement.code).toBe(3);
    const { discrepancies } = documentOf<{ discrepancies: { kind: string; reference: string }[] }>(statement);
    expect(discrepancies).toContainEqual(expect.objectContaining({ kind: 'stranger', reference: after.body.id }));
  });

  /** As docs/operate.md tells it: stop, put the copy in place without what belonged to the old file, start without a worker. */
  async function restore(copy: string): Promise<void> {
    await world.service.end('SIGTERM');
    const file = world.database.url.slice('sqlite:'.length);
    for (const belonging of ['', '-wal', '-shm']) await rm(`${file}${belonging}`, { force: true });
    await copyFile(copy, file);
    world.service = await startService({ ...world.settings, WORKER: 'off' });
  }

  it('is restored without paying again what waited in it and was paid after it', async () => {
    await world.stop();
    world = await World.start(sqlite);
    await world.call('POST', '/v1/accounts/djamo/pause', { reason: 'a copy is made' });
    const { body } = await world.create(toPhone('00'));
    const copy = join(folder, 'waiting.db');
    expect(await cauri(world.settings, 'backup', copy)).toMatchObject({ code: 0 });
    await world.call('POST', '/v1/accounts/djamo/resume');
    expect((await world.settled(body.id)).status).toBe('paid');
    expect(await world.posts(body.id)).toHaveLength(1);

    await restore(copy);
    expect((await world.payout(body.id)).status).toBe('queued');
    await world.service.end('SIGTERM');
    world.service = await startService({ ...world.settings, LOOKUP_BEFORE_FIRST_SEND: 'on' });
    await world.call('POST', '/v1/accounts/djamo/resume');
    expect((await world.settled(body.id)).status).toBe('paid');
    expect(await world.posts(body.id)).toHaveLength(1);
    const { body: accounts } = await world.call('GET', '/v1/accounts');
    const [djamo] = (accounts as { data: { name: string; hold: unknown }[] }).data.filter(
      ({ name }) => name === 'djamo',
    );
    expect(djamo?.hold).toMatchObject({ reason: 'unexplained_transaction' });
    expect(await cauri(world.settings, 'verify')).toMatchObject({ code: 0 });
  });

  it('leaves nothing behind when it cannot be written', async () => {
    const ended = await cauri(world.settings, 'backup', join(folder, 'no-such-folder', 'copy.db'));
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('the copy failed');
  });
});

const servers = DATABASES.filter(({ name }) => name !== 'sqlite');

(servers.length > 0 ? describe.each(servers) : describe.skip.each(DATABASES))('cauri backup of $name', (kind) => {
  it('says what to use instead', async () => {
    const database = await kind.create();
    const environment = { DATABASE_URL: database.url };
    const ended = await cauri(environment, 'backup', '/tmp/never.db').finally(() => database.drop());
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('mariadb-dump') });
  });
});
