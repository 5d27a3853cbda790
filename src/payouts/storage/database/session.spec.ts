import { DATABASES } from '../../../../test/support/databases.js';
import { FreezingRelay } from '../../../../test/support/freezing-relay.js';
import { accept, anOrder, connect, openStorage, type Storage } from '../../../../test/support/storage.js';
import type { Transaction } from '../transaction.js';
import { UnitOfWork } from '../unit-of-work.js';
import { isUnavailable } from './database-errors.js';
import { CommitUnknownError, DatabaseUnavailableError } from './storage.errors.js';

const servers = DATABASES.filter(({ name }) => name !== 'sqlite');
const LIMIT = 2_000;

const read = ({ payouts }: Transaction) => payouts.findByKey('nobody');

(servers.length > 0 ? describe.each(servers) : describe.skip.each(DATABASES))('a session on $name', (kind) => {
  let storage: Storage;
  let relay: FreezingRelay;
  let dataSource: Storage['dataSource'];
  let unitOfWork: UnitOfWork;
  beforeEach(async () => {
    storage = await openStorage(kind);
    relay = await FreezingRelay.start(storage.url);
    dataSource = await connect(relay.url);
    unitOfWork = new UnitOfWork(dataSource, undefined, LIMIT);
  });
  afterEach(async () => {
    await dataSource.destroy().catch(() => undefined);
    relay.close();
    await storage.close();
  });

  /** Counts those of the one connection that is open: the server also prepares for the tests that run beside this one. */
  const prepared = async () => {
    const [{ Value }] = await dataSource.query("SHOW SESSION STATUS LIKE 'Com_stmt_prepare'");
    return Number(Value);
  };

  it('has the server prepare every statement with values, and no other', async () => {
    const before = await prepared();
    await unitOfWork.read(({ accounts }) => accounts.all());
    const without = await prepared();
    await unitOfWork.read(read);
    expect([without - before, (await prepared()) - without]).toEqual([0, 1]);
  });

  it('gives up a statement without an answer, and with it every connection that stood idle meanwhile', async () => {
    await Promise.all(Array.from({ length: 8 }, () => unitOfWork.read(read)));
    expect(relay.freeze()).toBeGreaterThan(4);
    await expect(unitOfWork.read(read)).rejects.toThrow(DatabaseUnavailableError);
    // If each frozen connection had its own timeout, this would take several times as long.
    const begun = performance.now();
    await unitOfWork.read(read);
    expect(performance.now() - begun).toBeLessThan(LIMIT);
  });

  it('does not know what became of a COMMIT without an answer', async () => {
    relay.freezeAt(/^.{5}COMMIT$/s);
    await expect(accept({ unitOfWork }, anOrder())).rejects.toThrow(CommitUnknownError);
  });

  it('does not run a unit again whose statement got no answer', async () => {
    relay.freezeAt(/INSERT INTO cauri_payout/);
    let runs = 0;
    const unit = unitOfWork.run(async (transaction) => {
      runs += 1;
      await transaction.payouts.insert(anOrder(), { type: 'accepted', changes: {}, data: {} }, {});
    });
    const error = await unit.catch((thrown) => thrown);
    expect([isUnavailable(error), runs]).toEqual([true, 1]);
  });

  it('waits no longer for a connection than for an answer', async () => {
    await unitOfWork.read(read);
    const holders = Array.from({ length: 20 }, () => dataSource.createQueryRunner());
    await Promise.all(holders.map((holder) => holder.connect()));
    await expect(unitOfWork.read(read)).rejects.toThrow(DatabaseUnavailableError);
    await Promise.all(holders.map((holder) => holder.release()));
    await unitOfWork.read(read);
    // The connection whose answer came too late is back in the pool too.
    const patient = new UnitOfWork(dataSource);
    await Promise.all(Array.from({ length: 20 }, () => patient.read(read)));
  });
});
