import { freePort } from '../../support/mariadb-server.js';
import { toPhone, type World } from '../../support/world.js';
import { judgeRun } from '../oracle.js';
import { count, SAMPLED_DATABASES, SHORT } from '../tally.js';
import { CrashRun } from './crash-run.js';

/** In a sample every so many of the calls, others in each run. */
const STEP = SHORT ? 15 : 1;
const FIRST = SHORT ? Number(process.env.SEED ?? 1 + Math.floor(Math.random() * STEP)) : 1;

/** Starts one more service, killed one call later each time, until one is up. Answers how many were killed. */
async function startInTheEnd(world: World, settings: Record<string, string>): Promise<number> {
  let kills = 0;
  for (let calls = FIRST; ; calls += STEP) {
    const once = { ...settings, WORKER: 'on', PORT: String(await freePort()), KILL_AT_BOOT: String(calls) };
    const started = await world.anotherInstance(once).catch(() => null);
    if (started !== null) {
      await started.end('SIGTERM');
      return kills;
    }
    kills += 1;
  }
}

describe.each(SAMPLED_DATABASES)('killed at every call of its start, on $name', (kind) => {
  let run: CrashRun;
  beforeEach(async () => {
    run = await CrashRun.start(kind, { WORKER: 'off' });
  });
  afterEach(() => run.world.stop());

  it('with a new database, it has all its tables in the end', async () => {
    const database = await kind.create();
    expect(await startInTheEnd(run.world, { DATABASE_URL: database.url })).toBeGreaterThan(1);
    await database.drop();
  });

  it('with payouts that wait, it sends each of them once', async () => {
    const startedAt = performance.now();
    for (const input of ['00', '31', '00']) run.accepted.push((await run.world.create(toPhone(input))).body.id);
    const kills = await startInTheEnd(run.world, {});
    await run.world.restart('SIGTERM', { WORKER: 'on' });
    count('kill points', await judgeRun(run.world, run.accepted), startedAt, kills);
  });
});
