import { DATABASES } from '../../support/databases.js';
import { judgeRun } from '../oracle.js';
import { count, SHORT } from '../tally.js';
import { CrashRun, type Provider } from './crash-run.js';

/** In a sample every so many of the calls, others in each run; `SEED=<the first>` runs it again. */
const STEP = SHORT ? 23 : 1;
const FIRST = SHORT ? Number(process.env.SEED ?? 1 + Math.floor(Math.random() * STEP)) : 1;
/** A flow that never ends by itself would be killed for ever. */
const MOST = 1_000;

const FLOWS: readonly (readonly [Provider, string, string])[] = [
  ['djamo', '00', 'is paid'],
  ['jumia', 'awa', 'is paid and taken back'],
  ['djamo', '31', 'is paid without a reply'],
  ['jumia', 'lost-reply', 'is paid without a reply, and taken back'],
];

/**
 * Nameless kill points: whatever the service calls, it dies there. The flow is run again and again, with the kill one call
 * later each time, until it ends by itself: what is added to the code is covered without being named here.
 */
describe.each(DATABASES)('killed at every call, on $name', (kind) => {
  let run: CrashRun;
  afterEach(() => run.world.stop());

  it.each(FLOWS)('a payout of %s (%s) that %s', async (provider, input) => {
    const startedAt = performance.now();
    run = await CrashRun.start(kind);
    let calls = FIRST;
    for (let alive = false; !alive && calls < MOST; calls += STEP) {
      alive = !(await run.through({ nth: calls, when: 'before' }, provider, input));
      await run.through({ nth: calls, when: 'after' }, provider, input);
    }
    const verdict = await judgeRun(run.world, run.accepted);
    count('I/O boundaries', verdict, startedAt, run.kills);
    process.stdout.write(`${kind.name}, ${provider} ${input}: ${calls} calls, ${run.kills} kills from call ${FIRST}\n`);
    expect(run.kills).toBeGreaterThan(SHORT ? 4 : 60);
  });
});
