import { createConnection } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import { type MariadbServer, mariadbBinary, startMariadb } from '../../../../test/support/mariadb-server.js';
import { accept, connect } from '../../../../test/support/storage.js';
import { UnitOfWork } from '../unit-of-work.js';
import { databaseOptions } from './data-source.js';
import { requireUsable } from './host-data-source.js';
import { migrate } from './migrate.js';
import { sqlModeProblem } from './sql-mode.js';

const binary = mariadbBinary();
const INJECTION = "x')OR(1=1)#";

/** Starts a separate server, because a changed SQL mode would also affect the other tests. */
(binary === null ? describe.skip : describe)('a MariaDB server on which backslashes do not escape', () => {
  let server: MariadbServer;
  let dataSource: DataSource;
  let url: string;

  beforeAll(async () => {
    server = await startMariadb(binary ?? '', ['--sql-mode=STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES']);
    const connection = await createConnection(server.url);
    await connection.query('CREATE DATABASE cauri');
    await connection.end();
    url = `${server.url}/cauri`;
    dataSource = await connect(url);
    await migrate(dataSource);
  }, 120_000);
  afterAll(async () => {
    await dataSource.destroy();
    await server.stop();
  });

  it('keeps what is written, and finds nothing by a value that is SQL', async () => {
    const unitOfWork = new UnitOfWork(dataSource);
    const { id } = await accept({ unitOfWork }, { description: "l'été \\' \\\\ \" ;", reference: 'wage' });
    const found = await unitOfWork.read(({ payouts }) => payouts.require(id));
    expect(found.description).toBe("l'été \\' \\\\ \" ;");
    const page = { limit: 9, before: null };
    expect(await unitOfWork.read((one) => one.list({ consumer: null, reference: INJECTION }, page))).toEqual([]);
    expect(await unitOfWork.read((one) => one.list({ consumer: null, reference: 'wage' }, page))).toHaveLength(1);
  });

  it('is refused where the sessions are a host’s own', async () => {
    const host = await new DataSource(await databaseOptions(url)).initialize();
    expect(await sqlModeProblem(host)).toContain('NO_BACKSLASH_ESCAPES');
    await expect(requireUsable(host)).rejects.toThrow('NO_BACKSLASH_ESCAPES');
    await host.destroy();
    expect(await sqlModeProblem(dataSource)).toBeNull();
  });
});
