import Sqlite from 'better-sqlite3';
import { DATABASES } from '../../../support/databases.js';
import { World } from '../../../support/world.js';
import { SHORT } from '../../tally.js';
import { withCallbacks } from '../../with-callbacks.js';
import { Consumer, ORDERS, PRELOADED } from '../consumer.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** From the first order on: while accepting, while the first POSTs are sent, answered, and called back. */
const MOMENTS = SHORT ? [300] : [0, 300, 1_000];

const FAULTS = [
  {
    name: 'a full file (SQLITE_FULL)',
    broken: { pragma: 'max_page_count = 1' },
    healed: { pragma: 'max_page_count = 1000000000' },
  },
  { name: 'a disk that takes no byte (SQLITE_IOERR)', broken: { fileSize: '1' }, healed: { fileSize: 'unlimited' } },
  {
    name: 'a file that may only be read (SQLITE_READONLY)',
    broken: { pragma: 'query_only = 1' },
    healed: { pragma: 'query_only = 0' },
  },
];

describe('faults of a SQLite file', () => {
  const [sqlite] = DATABASES;
  let world: World;
  let consumer: Consumer;
  let startedAt: number;

  beforeEach(async () => {
    if (!sqlite) return;
    startedAt = performance.now();
    const settings = { ...(await withCallbacks()), ...PRELOADED };
    world = await World.start(sqlite, settings, { djamo: { uniqueReferences: false } });
    consumer = new Consumer(world);
  });
  afterEach(() => world.stop());

  describe.each(SHORT ? FAULTS.slice(0, 1) : FAULTS)('$name', ({ broken, healed }) => {
    it.each(MOMENTS)('from %d ms on', async (moment) => {
      const first = consumer.placeAll();
      await sleep(moment);
      await world.service.send(broken);
      // Enough to need new pages.
      const metadata = { note: 'x'.repeat(200) };
      const second = consumer.placeAll([...ORDERS, ...ORDERS, ...ORDERS].map((order) => ({ ...order, metadata })));
      await sleep(2_000);
      expect(consumer.refused).toBeGreaterThan(0);
      await world.service.send(healed);
      await Promise.all([first, second]);
      await consumer.judge('database faults', startedAt);
    });
  });

  it.each(SHORT ? [3_000] : [3_000, 12_000])('another process writes to it for %d ms', async (heldMs) => {
    const first = consumer.placeAll();
    await sleep(300);
    const other = new Sqlite(world.database.url.slice('sqlite:'.length));
    other.exec('BEGIN IMMEDIATE');
    const second = consumer.placeAll();
    await sleep(heldMs);
    other.exec('ROLLBACK');
    other.close();
    await Promise.all([first, second]);
    await consumer.judge('database faults', startedAt);
  });
});
