import { DATABASES } from '../../support/databases.js';
import { count, SAMPLED_DATABASES, SHORT } from '../tally.js';
import { CrashRun } from './crash-run.js';
import { KILL_POINTS } from './kill-points.js';

/** What arrives while a COMMIT is under way is one group. */
const GROUP = 20;
const AROUND_COMMITS = KILL_POINTS.filter(({ step }) => /^(accept|intent|record): .*(COMMIT|committed)/.test(step));
const OF_GROUPS = AROUND_COMMITS.filter((_, index) => !SHORT || index % 3 === 0);

describe.each(SHORT ? SAMPLED_DATABASES : DATABASES)('killed around the COMMIT of a group, on $name', (kind) => {
  let run: CrashRun;
  afterEach(() => run.world.stop());

  it('each payout of the group is sent once and none is lost', async () => {
    const startedAt = performance.now();
    run = await CrashRun.start(kind);
    const passed: string[] = [];
    for (const { step, order } of OF_GROUPS) {
      // The first COMMIT is that of the request that came first, alone. Those that came meanwhile are in a later one.
      if (!(await run.throughGroup({ ...order, nth: 2 }, GROUP))) passed.push(step);
    }
    expect(passed).toEqual([]);
    expect(run.accepted).toHaveLength(GROUP * OF_GROUPS.length);
    count('kill points', await run.judge(), startedAt, run.kills);
  });
});
