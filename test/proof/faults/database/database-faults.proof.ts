import { DATABASES } from '../../../support/databases.js';
import { until, World } from '../../../support/world.js';
import { SHORT } from '../../tally.js';
import { withCallbacks } from '../../with-callbacks.js';
import { Consumer, ORDERS } from '../consumer.js';
import { type Blow, type MysqlFault, MysqlRelay } from './mysql-relay.js';
import { PHASES, type Phase } from './phases.js';

/** At each of the two accounts a claim takes all that is due. */
const TIMES = 2;
/** Longer than the lease of these tests. */
const LONG_MS = 4_500;

interface Fault {
  readonly name: string;
  readonly at: MysqlFault['at'];
  readonly blow: Blow;
}

const FAULTS: readonly Fault[] = [
  { name: 'a connection cut at a statement', at: 'statement', blow: { kind: 'cut' } },
  { name: 'a connection cut before COMMIT is executed', at: 'commit', blow: { kind: 'cut' } },
  { name: 'a COMMIT whose answer is lost', at: 'commit', blow: { kind: 'answer lost' } },
  {
    name: 'a COMMIT that is confirmed after the lease',
    at: 'commit',
    blow: { kind: 'answer held', answerHeldMs: LONG_MS },
  },
  { name: 'a deadlock (1213)', at: 'statement', blow: { kind: 'error', errno: 1213, undone: true } },
  { name: 'a deadlock at COMMIT (1213)', at: 'commit', blow: { kind: 'error', errno: 1213, undone: true } },
  { name: 'a lock wait timeout (1205)', at: 'statement', blow: { kind: 'error', errno: 1205, undone: false } },
  { name: 'a record that changed (1020)', at: 'statement', blow: { kind: 'error', errno: 1020, undone: true } },
  {
    name: 'a server that became read-only (1290)',
    at: 'statement',
    blow: { kind: 'error', errno: 1290, undone: false },
  },
  {
    name: 'a server that became read-only before COMMIT (1290)',
    at: 'commit',
    blow: { kind: 'error', errno: 1290, undone: true },
  },
  { name: 'a connection that freezes at a statement', at: 'statement', blow: { kind: 'frozen' } },
  { name: 'a connection that freezes before COMMIT', at: 'commit', blow: { kind: 'frozen' } },
  { name: 'a connection that freezes before the answer to COMMIT', at: 'commit', blow: { kind: 'answer frozen' } },
  { name: 'a full table (1114)', at: 'statement', blow: { kind: 'error', errno: 1114, undone: false } },
];

const SAMPLE = [
  'a connection cut before COMMIT is executed while accepting',
  'a COMMIT whose answer is lost while claiming',
  'a COMMIT that is confirmed after the lease while claiming',
  'a connection that freezes before the answer to COMMIT while claiming',
  'a connection that freezes before COMMIT while recording the outcome',
  'a deadlock at COMMIT (1213) while recording the outcome',
];

const RUNS = FAULTS.flatMap((fault) => (Object.keys(PHASES) as Phase[]).map((phase) => ({ ...fault, phase }))).filter(
  ({ name, phase }) => !SHORT || SAMPLE.includes(`${name} while ${phase}`),
);

const mariadb = DATABASES.find(({ name }) => name === 'mariadb');

(mariadb ? describe : describe.skip)('database faults on mariadb', () => {
  let relay: MysqlRelay;
  let world: World;

  beforeEach(async () => {
    const through = async (to: string, url: string): Promise<string> => {
      if (to !== 'database') return url;
      relay = await MysqlRelay.start(url);
      return relay.url;
    };
    const environment = { ...(await withCallbacks()), DATABASE_TIMEOUT: '2s' };
    if (mariadb)
      world = await World.start(mariadb, environment, { relay: through, djamo: { uniqueReferences: false } });
  });
  afterEach(async () => {
    await world.stop();
    await relay.close();
  });

  it.each(RUNS)('$name while $phase', async ({ at, blow, phase }) => {
    const startedAt = performance.now();
    const consumer = new Consumer(world);
    relay.arm({ statement: PHASES[phase], at, blow, times: TIMES });
    await consumer.placeAll([...ORDERS, ...ORDERS]);
    await until(async () => (relay.struck === TIMES ? true : null));
    await consumer.judge('database faults', startedAt);
  });
});
