import type { DatabaseKind } from '../../support/databases.js';
import { count, SAMPLED_DATABASES, SHORT } from '../tally.js';
import { CrashRun, type Provider } from './crash-run.js';

/** In a sample every so many of the calls, others in each run; `SEED=<the first>` runs it again. */
const STEP = SHORT ? 18 : 1;
const FIRST = SHORT ? Number(process.env.SEED ?? 1 + Math.floor(Math.random() * STEP)) : 1;
/** A flow that never ends by itself would be killed for ever. */
const MOST = 1_000;

type Flow = readonly [provider: Provider, input: string];

/** Paid, and what is JumiaPay's taken back; told at once, and without a reply. */
const FLOWS: readonly Flow[] = [
  ['djamo', '00'],
  ['jumia', 'awa'],
  ['djamo', '31'],
  ['jumia', 'lost-reply'],
];

/**
 * Nameless kill points: whatever the service calls, it dies there. The flow is run again and again, with the kill one call
 * later each time, until it ends by itself: what is added to the code is covered without being named here.
 */
describe.each(SAMPLED_DATABASES)('killed at every call, on $name', (kind) => {
  it('payouts are sent once and none is lost', async () => {
    // Side by side: most of a run is waiting.
    await Promise.all(FLOWS.map((flow) => killedEverywhere(kind, flow)));
  });
});

async function killedEverywhere(kind: DatabaseKind, [provider, input]: Flow): Promise<void> {
  const startedAt = performance.now();
  const run = await CrashRun.start(kind);
  try {
    let calls = FIRST;
    for (let alive = false; !alive && calls < MOST; calls += STEP) {
      alive = !(await run.through({ nth: calls, when: 'before' }, provider, input));
      await run.through({ nth: calls, when: 'after' }, provider, input);
    }
    count('I/O boundaries', await run.judge(), startedAt, run.kills);
    process.stdout.write(`${kind.name}, ${provider} ${input}: ${calls} calls, ${run.kills} kills from call ${FIRST}\n`);
    expect(run.kills).toBeGreaterThan(SHORT ? 1 : 50);
  } finally {
    await run.world.stop();
  }
}
