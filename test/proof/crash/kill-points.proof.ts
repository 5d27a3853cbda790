import { DATABASES } from '../../support/databases.js';
import { toPhone, until } from '../../support/world.js';
import { count, SHORT } from '../tally.js';
import { CrashRun, type KillOrder, type Provider } from './crash-run.js';
import { KILL_POINTS } from './kill-points.js';
import { KillRelay, WIRE_STEPS } from './kill-relay.js';

/** In a sample one of so many, others in each run. */
const STEP = SHORT ? 20 : 1;
const FIRST = SHORT ? Number(process.env.SEED ?? Math.floor(Math.random() * STEP)) : 0;
const sampled = <T>(all: readonly T[], step = STEP): T[] => all.filter((_, index) => index % step === FIRST % step);
const steps = sampled(WIRE_STEPS, Math.min(STEP, 3));

/** A sample takes any one of them; `SEED`, which runs a sample again, all. */
const DRAWN = Math.floor(Math.random() * DATABASES.length);
const KINDS = SHORT && !process.env.SEED ? DATABASES.slice(DRAWN, DRAWN + 1) : DATABASES;
const PROVIDERS: readonly Provider[] = ['djamo', 'jumia'];
const INPUTS = { djamo: '00', jumia: 'awa' };

describe.each(KINDS)('killed at every named step, on $name', (kind) => {
  let run: CrashRun;
  afterEach(() => run.world.stop());

  it.each(PROVIDERS)('payouts of %s are sent once and none is lost', async (provider) => {
    const startedAt = performance.now();
    run = await CrashRun.start(kind);
    // A callback may come too late to be the reason of any read: then the next payout's is tried.
    const killedAt = async (order: KillOrder, input: string): Promise<boolean> => {
      for (let tries = 0; tries < 3; tries += 1) if (await run.through(order, provider, input)) return true;
      return false;
    };
    const passed: string[] = [];
    for (const { step, order, inputs } of sampled(KILL_POINTS)) {
      const input = inputs[provider];
      if (input !== undefined && !(await killedAt(order, input))) passed.push(step);
    }
    expect(passed).toEqual([]);
    count('kill points', await run.judge(), startedAt, run.kills);
  });

  it.each(PROVIDERS)('killed while a POST to %s is on the wire, the same', async (provider) => {
    const startedAt = performance.now();
    const relays = new Map<string, KillRelay>();
    run = await CrashRun.start(
      kind,
      {},
      {
        relay: async (to, url) => {
          if (to !== provider) return url;
          const relay = await KillRelay.to(url);
          relays.set(to, relay);
          return relay.url;
        },
      },
    );
    for (const step of steps) {
      relays.get(provider)?.arm(step, () => run.world.service.signal('SIGKILL'));
      await run.through({ when: 'before' }, provider, INPUTS[provider]);
    }
    count('kill points', await run.judge(), startedAt, run.kills);
    expect(run.kills).toBe(steps.length);
    relays.get(provider)?.close();
  });

  it('killed in its drain, the same', async () => {
    const startedAt = performance.now();
    run = await CrashRun.start(kind, { SUBMIT_TIMEOUT: '2s', LEASE: '5s' });
    for (const input of ['35', '31', '00']) {
      const { body } = await run.world.create(toPhone(input));
      run.accepted.push(body.id);
      await until(async () => ((await run.world.payout(body.id)).status === 'queued' ? null : true));
      run.world.service.signal('SIGTERM');
      await new Promise((resolve) => setTimeout(resolve, 20));
      await run.world.restart('SIGKILL');
      run.kills += 1;
    }
    count('kill points', await run.judge(), startedAt, run.kills);
  });
});
