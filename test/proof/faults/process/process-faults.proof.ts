import { connect } from 'node:net';
import { DATABASES } from '../../../support/databases.js';
import { listenTcp } from '../../../support/http-server.js';
import { freePort } from '../../../support/mariadb-server.js';
import type { RunningService } from '../../../support/service.js';
import { toEmail, toPhone, until, World } from '../../../support/world.js';
import { SAMPLED_DATABASES, SHORT } from '../../tally.js';
import { withCallbacks } from '../../with-callbacks.js';
import { Consumer, itInFull, ORDERS, PRELOADED } from '../consumer.js';
import { MysqlRelay } from '../database/mysql-relay.js';
import { PHASES } from '../database/phases.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Longer than the lease of these tests. */
const LONG_MS = 5_000;
const SLOW = [toPhone('35'), toEmail('slow')];
const djamo = { uniqueReferences: false };

/** Resolves when the POSTs of all these payouts have reached their providers. */
function posted(world: World, ids: readonly string[]): Promise<unknown> {
  return until(async () => {
    const references = (await world.allPosts()).map(({ reference }) => reference);
    return ids.every((id) => references.includes(id)) ? true : null;
  });
}

describe.each(SAMPLED_DATABASES)('process faults on $name', (kind) => {
  let world: World;
  let consumer: Consumer;
  let startedAt: number;
  let others: RunningService[];

  async function start(settings: Record<string, string> = {}, relay?: Relay): Promise<void> {
    startedAt = performance.now();
    others = [];
    world = await World.start(kind, settings, { djamo, ...(relay && { relay }) });
    consumer = new Consumer(world);
  }

  /** On MariaDB somebody else goes on meanwhile; on SQLite nobody may. */
  async function frozen(): Promise<void> {
    const until = sleep(LONG_MS);
    if (kind.name === 'mariadb') others.push(await world.anotherInstance());
    await until;
  }

  afterEach(async () => {
    for (const other of others) await other.end('SIGTERM');
    await world.stop();
    for (const relay of relays.splice(0)) await relay.close();
  });

  it('is stopped for longer than the lease while POSTs are under way', async () => {
    await start();
    await posted(world, await consumer.placeAll(SLOW));
    world.service.signal('SIGSTOP');
    await frozen();
    world.service.signal('SIGCONT');
    await consumer.placeAll();
    await consumer.judge('process faults', startedAt);
  });

  itInFull('is stopped for longer than the lease between its connection and the first byte of a POST', async () => {
    let armed = false;
    const relay: Relay = (to, url) => (to === 'database' ? Promise.resolve(url) : tcpRelay(url, () => armed && stop()));
    const stop = (): void => {
      armed = false;
      world.service.signal('SIGSTOP');
    };
    await start({}, relay);
    armed = true;
    await consumer.placeAll(SLOW);
    await until(async () => (armed ? null : true));
    await frozen();
    world.service.signal('SIGCONT');
    await consumer.placeAll();
    await consumer.judge('process faults', startedAt);
  });

  itInFull(
    'does nothing for longer than the lease while POSTs are under way, because its event loop is busy',
    async () => {
      await start(PRELOADED);
      await posted(world, await consumer.placeAll(SLOW));
      void world.service.send({ stallMs: LONG_MS });
      await frozen();
      await consumer.placeAll();
      await consumer.judge('process faults', startedAt);
    },
  );

  it('records the answers of the POSTs that are under way at SIGTERM, and exits with 0', async () => {
    await start();
    const ids = await consumer.placeAll(SLOW);
    await posted(world, ids);
    expect(await world.service.end('SIGTERM')).toBe(0);
    await world.restart('SIGTERM', { WORKER: 'off' });
    for (const id of ids) expect((await world.payout(id)).status).toMatch(/^(processing|paid)$/);
    await world.restart('SIGTERM');
    await consumer.judge('process faults', startedAt);
  });

  itInFull('is killed again and again while it starts, on an empty database and on a full one', async () => {
    const pauses = Array.from({ length: 16 }, (_, index) => (index + 1) * 50);
    const BOOT_KILLS = pauses.join(',');
    await start({ ...PRELOADED, BOOT_KILLS });
    await consumer.placeAll();
    await sleep(200);
    await world.restart('SIGKILL');
    await consumer.judge('process faults', startedAt);
  });

  itInFull('is started again with a clock that is five minutes ahead, twice', async () => {
    await start({ ...PRELOADED, CLOCK_SKEW_MS: '-300000' });
    for (const CLOCK_SKEW_MS of ['0', '300000']) {
      await consumer.placeAll();
      await sleep(300);
      await world.restart('SIGKILL', { CLOCK_SKEW_MS });
    }
    await consumer.placeAll();
    await consumer.judge('process faults', startedAt);
  });
});

const mariadb = DATABASES.find(({ name }) => name === 'mariadb');

(mariadb ? describe : describe.skip)('several instances on one MariaDB', () => {
  let world: World;
  let consumer: Consumer;
  let startedAt: number;
  let others: RunningService[];
  let relay: MysqlRelay | null;

  async function start(settings: Record<string, string> = {}): Promise<void> {
    if (!mariadb) return;
    startedAt = performance.now();
    const through = async (to: string, url: string): Promise<string> => {
      if (to !== 'database') return url;
      relay = await MysqlRelay.start(url);
      return relay.url;
    };
    others = [];
    world = await World.start(mariadb, { ...(await withCallbacks()), ...settings }, { djamo, relay: through });
    consumer = new Consumer(world);
  }
  afterEach(async () => {
    for (const other of others) await other.end('SIGTERM');
    await world.stop();
    await relay?.close();
  });

  const another = async (settings: Record<string, string> = {}): Promise<void> => {
    others.push(await world.anotherInstance({ PORT: String(await freePort()), ...settings }));
  };

  itInFull('one is stopped for longer than the lease between its intents and their POSTs', async () => {
    await start();
    await another({ WORKER: 'off' });
    const blow = { kind: 'answer held', answerHeldMs: 50 } as const;
    const hit = (): void => world.service.signal('SIGSTOP');
    relay?.arm({ statement: PHASES.claiming, at: 'commit', blow, times: 1, hit });
    const placing = consumer.placeAll(SLOW);
    await until(async () => (relay?.struck === 1 ? true : null));
    await sleep(LONG_MS);
    world.service.signal('SIGCONT');
    await placing;
    await another();
    await consumer.placeAll();
    await consumer.judge('process faults', startedAt);
  });

  it.each(SHORT ? [2] : [2, 4])('%d of them are killed in turns', async (instances) => {
    await start();
    for (let count = 1; count < instances; count += 1) await another();
    const placing = consumer.placeAll([...ORDERS, ...ORDERS, ...ORDERS]);
    for (const pause of SHORT ? [300] : [300, 700, 50, 1_200]) {
      await sleep(pause);
      await others.shift()?.end('SIGKILL');
      await world.restart('SIGKILL');
      await another();
    }
    await placing;
    await consumer.judge('process faults', startedAt);
  });

  itInFull('their clocks are ten minutes apart', async () => {
    await start({ ...PRELOADED, CLOCK_SKEW_MS: '-300000' });
    await another({ CLOCK_SKEW_MS: '300000' });
    const placing = consumer.placeAll([...ORDERS, ...ORDERS]);
    await sleep(500);
    await others.shift()?.end('SIGKILL');
    await another({ CLOCK_SKEW_MS: '300000' });
    await world.restart('SIGKILL', { CLOCK_SKEW_MS: '0' });
    await placing;
    await consumer.placeAll();
    await consumer.judge('process faults', startedAt);
  });
});

const relays: { close(): Promise<void> }[] = [];

type Relay = (to: 'djamo' | 'jumia' | 'database', url: string) => Promise<string>;

/** Passes everything on, and says when somebody has connected. */
async function tcpRelay(url: string, connected: () => unknown): Promise<string> {
  const { hostname, port } = new URL(url);
  const relay = await listenTcp((client) => {
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream).pipe(client);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    connected();
  });
  relays.push(relay);
  return relay.url;
}
