import { DATABASES } from '../../support/databases.js';
import { count, SHORT } from '../tally.js';
import { RandomRun } from './random-run.js';

/** `SEED=<n>` runs that one again, `SEEDS=<n>` so many. Most of a run is waiting, so several go side by side. */
const { SEED } = process.env;
const SEEDS = Number(process.env.SEEDS ?? (SHORT ? 1 : 200));
const SIDE_BY_SIDE = 4;

/** Others in each run of the soak, the same ones in a run of `npm run proof`: its numbers can be compared. */
const FIRST = SHORT ? Math.floor(Math.random() * 1_000_000) : 1;
const seeds = SEED ? [Number(SEED)] : Array.from({ length: SEEDS }, (_, index) => FIRST + index);

async function run(seed: number): Promise<string | null> {
  const startedAt = performance.now();
  const kind = DATABASES[seed % DATABASES.length];
  if (!kind) return 'there is no database';
  try {
    count('random runs', await RandomRun.of(seed, kind), startedAt);
    return null;
  } catch (error) {
    return `SEED=${seed} on ${kind.name}: ${error instanceof Error ? error.message : error}`;
  }
}

it('50 payouts with everything that may go wrong, for each seed', async () => {
  const waiting = [...seeds];
  const failures: string[] = [];
  const lane = async (): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const failure = await run(seed);
      if (failure === null) continue;
      failures.push(failure);
      process.stdout.write(`${failure}\n`);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  expect(failures).toEqual([]);
});
