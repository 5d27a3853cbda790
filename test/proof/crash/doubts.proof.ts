import { toPhone, until } from '../../support/world.js';
import { judgeRun } from '../oracle.js';
import { count, SAMPLED_DATABASES } from '../tally.js';
import { CrashRun } from './crash-run.js';

const CONCURRENCY = 4;
const WAITING = 30;
/** Never answered, and not executed in the time of this test. */
const UNDER_WAY = '37';

describe.each(SAMPLED_DATABASES)('a crash on payday, on $name', (kind) => {
  let run: CrashRun;
  afterEach(() => run.world.stop());

  it('leaves no more payouts in doubt than POSTs were under way', async () => {
    const startedAt = performance.now();
    const settings = { SUBMIT_CONCURRENCY: String(CONCURRENCY), SUBMIT_TIMEOUT: '5s', LEASE: '12s' };
    run = await CrashRun.start(kind, settings, { djamo: { lateExecutionMs: 3_600_000 } });
    const { world, accepted } = run;
    for (let index = 0; index < WAITING; index += 1) {
      const input = index < CONCURRENCY ? UNDER_WAY : '00';
      accepted.push((await world.create(toPhone(input))).body.id);
    }
    const underWay = async () => (await world.payouts()).filter(({ status }) => status === 'submitting').length;
    await until(async () => ((await underWay()) === CONCURRENCY ? true : null));
    await world.restart('SIGKILL');
    const verdict = await judgeRun(world, accepted);
    expect(verdict.reviews).toBe(CONCURRENCY);
    count('kill points', verdict, startedAt);
  });
});
