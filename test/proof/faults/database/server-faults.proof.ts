import { createConnection } from 'mysql2/promise';
import { until, World } from '../../../support/world.js';
import { SHORT } from '../../tally.js';
import { withCallbacks } from '../../with-callbacks.js';
import { Consumer, itInFull, ORDERS } from '../consumer.js';
import { MysqlRelay } from './mysql-relay.js';
import { PHASES, type Phase } from './phases.js';
import { HAS_MARIADB, ScratchServer } from './scratch-server.js';

const ALL = Object.keys(PHASES) as Phase[];
const TABLES = ['cauri_payout', 'cauri_attempt', 'cauri_payout_event', 'cauri_account_state', 'cauri_callback'];
const TWICE = [...ORDERS, ...ORDERS];
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

(HAS_MARIADB ? describe : describe.skip)('faults of a MariaDB server', () => {
  let server: ScratchServer;
  let relay: MysqlRelay;
  let world: World;
  let consumer: Consumer;
  let startedAt: number;
  /** What the relay makes of statements from the first one on. */
  let rewrite: MysqlRelay['rewrite'];

  beforeAll(async () => {
    server = await ScratchServer.start();
  });
  afterAll(() => server.stop());

  async function start(settings: Record<string, string> = {}): Promise<void> {
    startedAt = performance.now();
    const through = async (to: string, url: string): Promise<string> => {
      if (to !== 'database') return url;
      relay = await MysqlRelay.start(url);
      relay.rewrite = (sql) => rewrite(sql);
      return relay.url;
    };
    const wiring = { relay: through, djamo: { uniqueReferences: false } };
    world = await World.start(server.kind, { ...(await withCallbacks()), ...settings }, wiring);
    consumer = new Consumer(world);
  }
  beforeEach(() => {
    rewrite = (sql) => sql;
  });
  afterEach(async () => {
    await world.stop();
    await relay.close();
  });

  const signals = (['SIGKILL', 'SIGTERM'] as const).flatMap((signal) => ALL.map((phase) => ({ signal, phase })));

  it.each(SHORT ? signals.filter((_, index) => index === 1) : signals)(
    '$signal at a COMMIT while $phase',
    async ({ signal, phase }) => {
      await start();
      let back: Promise<void> | null = null;
      const hit = (): void => {
        back = server.restart(signal, 500);
      };
      relay.arm({ statement: PHASES[phase], at: 'commit', blow: { kind: 'held', heldMs: 20 }, times: 1, hit });
      await consumer.placeAll(TWICE);
      await until(async () => back);
      await back;
      await consumer.judge('database faults', startedAt);
    },
  );

  it.each(SHORT ? ALL.slice(1, 2) : ALL)('a server that stands still (SIGSTOP) while %s', async (phase) => {
    await start({ DATABASE_TIMEOUT: '1s' });
    let back: Promise<void> | null = null;
    const hit = (): void => {
      back = server.freeze(5_000);
    };
    relay.arm({ statement: PHASES[phase], at: 'commit', blow: { kind: 'held', heldMs: 500 }, times: 1, hit });
    await consumer.placeAll(TWICE);
    await until(async () => back);
    await back;
    await consumer.judge('database faults', startedAt);
  });

  itInFull('SIGKILL again and again in the middle of a batch', async () => {
    await start();
    const placing = consumer.placeAll([...TWICE, ...TWICE]);
    for (const pause of SHORT ? [300] : [300, 900, 100, 1_500]) {
      await sleep(pause);
      await server.restart('SIGKILL', 200);
    }
    await placing;
    await consumer.judge('database faults', startedAt);
  });

  it.each(SHORT ? ALL.slice(2, 3) : ALL)('a server made read-only (1290) while %s', async (phase) => {
    await start();
    const hit = (): void => void server.run('SET GLOBAL read_only = 1');
    relay.arm({ statement: PHASES[phase], at: 'statement', blow: { kind: 'held', heldMs: 300 }, times: 1, hit });
    const placing = consumer.placeAll(TWICE);
    await until(async () => (relay.serverErrors.includes(1290) ? true : null));
    await sleep(1_000);
    await server.run('SET GLOBAL read_only = 0');
    await placing;
    await consumer.judge('database faults', startedAt);
  });

  it.each(SHORT ? TABLES.slice(0, 1) : TABLES)(
    'rows of %s that somebody else locks for longer than the lock wait (1205)',
    async (table) => {
      rewrite = (sql) => sql.replace('innodb_lock_wait_timeout = 5', 'innodb_lock_wait_timeout = 1');
      await start();
      await consumer.placeAll();
      const other = await createConnection({ uri: world.database.url });
      await other.query('SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE');
      await other.query('START TRANSACTION');
      await other.query(`SELECT * FROM ${table} FOR UPDATE`);
      const placing = consumer.placeAll();
      await sleep(3_500);
      await other.query('ROLLBACK');
      await other.end();
      await placing;
      expect(relay.serverErrors).toContain(1205);
      await consumer.judge('database faults', startedAt);
    },
  );

  itInFull('no connection to be had (1040)', async () => {
    await start();
    const before = consumer.placeAll();
    await sleep(400);
    relay.refuse();
    const meanwhile = consumer.placeAll();
    await sleep(2_000);
    expect(relay.admit()).toBeGreaterThan(0);
    await Promise.all([before, meanwhile]);
    await consumer.judge('database faults', startedAt);
  });

  itInFull('every connection of the pool is waiting', async () => {
    await start();
    const [id = ''] = await consumer.placeAll();
    const blow = { kind: 'held', heldMs: 3_000 } as const;
    // Each request that reads takes a connection of its own.
    relay.arm({ statement: /^SELECT .* FROM `cauri_payout`/, at: 'statement', blow, times: 20 });
    const reading = Array.from({ length: 40 }, () => world.payout(id));
    await consumer.placeAll(Array.from({ length: 6 }, () => ORDERS).flat());
    await Promise.all(reading);
    expect(relay.struck).toBe(20);
    await consumer.judge('database faults', startedAt);
  });

  itInFull('its clock goes forward by an hour, twice', async () => {
    const at = (offset: string) => (sql: string) =>
      sql.replace('UTC_TIMESTAMP(3)', `UTC_TIMESTAMP(3) ${offset} INTERVAL 1 HOUR`);
    rewrite = at('-');
    await start();
    for (const next of [(sql: string) => sql, at('+')]) {
      await consumer.placeAll();
      await sleep(300);
      rewrite = next;
      await world.restart('SIGKILL');
    }
    await consumer.placeAll();
    await consumer.judge('database faults', startedAt);
  });
});
