import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { DataSource } from 'typeorm';
import { DATABASES, type DatabaseKind, type TestDatabase } from '../../../../test/support/databases.js';
import { connect } from '../../../../test/support/storage.js';
import { FileLock } from './file-lock.js';

const SQLITE = createRequire(__filename).resolve('better-sqlite3');
/** Script of a process that takes the same lock as FileLock, reports it, and then waits. */
const HOLDER = `
  const Sqlite = require(${JSON.stringify(SQLITE)});
  const lock = new Sqlite(process.argv[1], { timeout: 0 });
  try { lock.exec('BEGIN EXCLUSIVE'); console.log('taken'); } catch (error) { console.log('refused'); }
  setInterval(() => lock, 1000);
`;

function kindOf(name: DatabaseKind['name']): DatabaseKind | undefined {
  return DATABASES.find((kind) => kind.name === name);
}

describe('a lock beside a SQLite file', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    database = (await kindOf('sqlite')?.create()) ?? { url: '', drop: async () => undefined };
    dataSource = await connect(database.url);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await dataSource.destroy();
    await database.drop();
  });

  /** Starts another process that tries to take the same lock. */
  async function rival(): Promise<{ readonly child: ChildProcess; readonly said: string }> {
    const file = `${database.url.slice('sqlite:'.length)}.worker.lock`;
    const child = spawn(process.execPath, ['-e', HOLDER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [said] = await once(child.stdout, 'data');
    return { child, said: String(said).trim() };
  }

  it('is taken once, and is still ours when we ask again', () => {
    const [ours, theirs] = [new FileLock(dataSource, 'worker'), new FileLock(dataSource, 'worker')];
    expect([ours.tryAcquire(), ours.tryAcquire(), theirs.tryAcquire()]).toEqual([true, true, false]);
    ours.release();
    expect([theirs.tryAcquire(), ours.tryAcquire()]).toEqual([true, false]);
    theirs.release();
  });

  it('is one of its own for each purpose', () => {
    const [worker, migration] = [new FileLock(dataSource, 'worker'), new FileLock(dataSource, 'migrate')];
    expect([worker.tryAcquire(), migration.tryAcquire()]).toEqual([true, true]);
    worker.release();
    migration.release();
  });

  it('keeps another process out until we release it', async () => {
    const lock = new FileLock(dataSource, 'worker');
    expect(lock.tryAcquire()).toBe(true);
    expect((await rival()).said).toBe('refused');
    lock.release();
    expect((await rival()).said).toBe('taken');
  });

  it('is ours as soon as the process that held it was killed', async () => {
    const lock = new FileLock(dataSource, 'worker');
    const { child, said } = await rival();
    expect(said).toBe('taken');
    expect(lock.tryAcquire()).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(lock.tryAcquire()).toBe(true);
    lock.release();
  });

  it('does not stop others from using the database itself', async () => {
    const lock = new FileLock(dataSource, 'worker');
    lock.tryAcquire();
    const other = await connect(database.url);
    await other.query('CREATE TABLE note (text varchar(10))');
    await other.destroy();
    lock.release();
  });
});

const mariadb = kindOf('mariadb');
(mariadb ? describe : describe.skip)('on a database server', () => {
  it('every process has the lock: leases keep them apart', async () => {
    const database = await mariadb?.create();
    const dataSource = await connect(database?.url ?? '');
    expect([new FileLock(dataSource, 'worker').tryAcquire(), new FileLock(dataSource, 'worker').tryAcquire()]).toEqual([
      true,
      true,
    ]);
    await dataSource.destroy();
    await database?.drop();
  });
});
