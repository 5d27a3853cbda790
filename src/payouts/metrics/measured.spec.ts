import { Registry } from 'prom-client';
import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { type Sample, samplesOf, sumOf } from '../../../test/support/exposition.js';
import { aHold, NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { Measured } from './measured.js';

const { name: account } = ACCOUNT;
/** The gauges that are read from the rows. */
const FROM_ROWS = [
  'cauri_payouts_waiting',
  'cauri_oldest_due_age_seconds',
  'cauri_account_hold_age_seconds',
  'cauri_account_reads_failing',
  'cauri_webhook_oldest_due_age_seconds',
];

describe.each(DATABASES)('the gauges on $name', (kind) => {
  let storage: Storage;
  let engine: Engine;

  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  beforeEach(() => {
    engine = new Engine(storage, new ScriptedConnector(ACCOUNT));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await clear(storage);
  });
  afterAll(() => storage.close());

  /** One scrape of a process that has just started, so that nothing of an earlier one is kept. */
  async function scraped(): Promise<Sample[]> {
    const registry = new Registry();
    new Measured(registry, engine.context);
    return samplesOf(await registry.metrics());
  }

  it('tell the age of the oldest due work, not of what is planned', async () => {
    await accept(storage, {}, { schedule: { nextAt: NOON } });
    await accept(storage, {}, { schedule: { nextAt: NOON + 900_000 } });
    engine.time = NOON + 600_000;
    expect(sumOf(await scraped(), 'cauri_oldest_due_age_seconds', { account })).toBe(600);
    engine.time = NOON - 1_000;
    expect(sumOf(await scraped(), 'cauri_oldest_due_age_seconds', { account })).toBe(0);
  });

  it('tell how long an account is held, and whether its last read failed', async () => {
    const none = await scraped();
    expect(sumOf(none, 'cauri_account_hold_age_seconds', { account })).toBe(0);
    expect(sumOf(none, 'cauri_account_reads_failing', { account })).toBe(0);
    await engine.setHold(aHold({ since: NOON - 1_200_000 }));
    const at = NOON;
    await storage.unitOfWork.run(({ accounts }) => accounts.noteRead(account, { at, outcome: 'unauthorized' }));
    const some = await scraped();
    expect(sumOf(some, 'cauri_account_hold_age_seconds', { account })).toBe(1_200);
    expect(sumOf(some, 'cauri_account_reads_failing', { account })).toBe(1);
    await storage.unitOfWork.run(({ accounts }) => accounts.noteRead(account, { at: at + 1, outcome: 'ok' }));
    expect(sumOf(await scraped(), 'cauri_account_reads_failing', { account })).toBe(0);
  });

  it('tell that the database is away, and then nothing that comes from it', async () => {
    await accept(storage);
    const there = await scraped();
    expect(sumOf(there, 'cauri_database_up')).toBe(1);
    for (const name of FROM_ROWS) expect(there.some((one) => one.name === name)).toBe(true);
    jest.spyOn(storage.unitOfWork, 'read').mockRejectedValue(new Error('away'));
    const away = await scraped();
    expect(away.filter(({ name }) => name === 'cauri_database_up')).toEqual([expect.objectContaining({ value: 0 })]);
    for (const name of FROM_ROWS) expect(away.some((one) => one.name === name)).toBe(false);
  });

  it('tell who uses the connections, and who waits for one', async () => {
    await storage.unitOfWork.run(async (transaction) => {
      await transaction.accounts.all();
      const { inUse, waiting } = await storage.unitOfWork.load();
      jest.spyOn(storage.unitOfWork, 'load').mockResolvedValue({ inUse, idle: 3, waiting: waiting + 2, diskFree: 5e9 });
    });
    const samples = await scraped();
    expect(sumOf(samples, 'cauri_database_connections', { state: 'in_use' })).toBe(1);
    expect(sumOf(samples, 'cauri_database_connections', { state: 'idle' })).toBe(3);
    expect(sumOf(samples, 'cauri_database_connection_waiters')).toBe(2);
    expect(sumOf(samples, 'cauri_disk_free_bytes')).toBe(5e9);
  });

  it('tell how often the clock jumped, and how far it is from the database', async () => {
    jest.spyOn(engine.context.clock, 'jumps', 'get').mockReturnValue(2);
    jest.spyOn(engine.context.clock, 'offsetMs', 'get').mockReturnValue(-45_000);
    const samples = await scraped();
    expect(sumOf(samples, 'cauri_clock_jumps_total')).toBe(2);
    expect(sumOf(samples, 'cauri_clock_offset_seconds')).toBe(-45);
  });
});
