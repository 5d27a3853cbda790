import { chmod } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { DATABASES } from '../../../../test/support/databases.js';
import { connect, openStorage, type Storage } from '../../../../test/support/storage.js';
import { databaseFacts } from './database-facts.js';

const [sqlite] = DATABASES.filter(({ name }) => name === 'sqlite');
const servers = DATABASES.filter(({ name }) => name !== 'sqlite');
if (sqlite === undefined) throw new Error('there is always SQLite');

describe('the facts about a SQLite file', () => {
  it('are its version, the space left, and who may read it', async () => {
    const storage = await openStorage(sqlite);
    const file = storage.url.slice('sqlite:'.length);
    await chmod(file, 0o600);
    const version = expect.stringMatching(/^3\.\d+/);
    expect(await databaseFacts(storage.dataSource)).toMatchObject({ kind: 'file', version, isShared: false });
    await chmod(file, 0o640);
    const facts = await databaseFacts(storage.dataSource);
    expect(facts).toMatchObject({ isShared: true, diskFree: expect.any(Number) });
    await storage.close();
  });
});

(servers.length > 0 ? describe.each(servers) : describe.skip.each(DATABASES))('the facts about $name', (kind) => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterAll(() => storage.close());

  it('are its version, its writers and replicas, and that root may administrate it', async () => {
    expect(await databaseFacts(storage.dataSource)).toMatchObject({
      kind: 'server',
      version: expect.stringMatching(/^\d+\.\d+.*MariaDB/),
      isMariaDb: true,
      otherEngines: [],
      severalWriters: false,
      asynchronousReplicas: false,
      isAdministrator: true,
      timeZone: expect.any(String),
    });
  });

  it('name a table of ours without transactions', async () => {
    await storage.dataSource.query('CREATE TABLE cauri_without (id INT) ENGINE = MyISAM');
    const facts = await databaseFacts(storage.dataSource);
    await storage.dataSource.query('DROP TABLE cauri_without');
    expect(facts).toMatchObject({ otherEngines: ['cauri_without'] });
  });

  it('are the rights of its user on this database, and no others', async () => {
    const url = new URL(storage.url);
    const database = url.pathname.slice(1);
    const name = `few_${database.slice(-12)}`;
    const hosts = ['localhost', '127.0.0.1'].map((host) => `'${name}'@'${host}'`);
    const root = await createConnection({ uri: storage.url });
    for (const user of hosts) {
      await root.query(`CREATE USER ${user} IDENTIFIED BY 'secret'`);
      await root.query(`GRANT SELECT, INSERT, UPDATE ON \`${database}\`.* TO ${user}`);
      await root.query(`GRANT DELETE ON mysql.* TO ${user}`);
    }
    const few = await connect(`mysql://${name}:secret@${url.host}/${database}`);
    const facts = await databaseFacts(few);
    await few.destroy();
    for (const user of hosts) await root.query(`DROP USER ${user}`);
    await root.end();
    expect(facts).toMatchObject({ isAdministrator: false });
    const { privileges } = facts as { privileges: ReadonlySet<string> };
    expect(privileges).toEqual(new Set(['USAGE', 'SELECT', 'INSERT', 'UPDATE']));
  });
});
