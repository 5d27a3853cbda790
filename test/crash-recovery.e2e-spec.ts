import { judge } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { toPhone, until, World } from './support/world.js';

/** The timings of production, instead of the short ones of a test world. */
const DEFAULTS = {
  WORKER_INTERVAL: '1s',
  SUBMIT_TIMEOUT: '45s',
  LEASE: '120s',
  POLL_PLAN: '30s,1m,2m,5m,10m,15m,1h',
  RESEND_WAIT: '30s',
  ABSENCE_SEARCH: '15m',
  HOLD_PLAN: '5s,15s,1m,5m',
};
const UNDER_WAY = 64;
/** Half of the lease. Takes 5 s, unless the machine is busy with other things. */
const WITHIN_MS = 60_000;

describe.each(DATABASES)('a service that was killed with 64 POSTs on their way, on $name', (kind) => {
  it('has everything that the provider executed final long before their leases are over', async () => {
    const settings = { ...DEFAULTS, SUBMIT_CONCURRENCY: String(UNDER_WAY), SUBMIT_RATE: '1000/s' };
    // Executed at once and answered far too late: every one of them is in doubt.
    const world = await World.start(kind, settings, { djamo: { slowMs: 60_000, settleAfterMs: 0 } });
    const ids = await Promise.all(
      Array.from({ length: UNDER_WAY }, async () => (await world.create(toPhone('35'))).body.id),
    );
    // A transfer has several entries in the ledger.
    const executed = async () => new Set((await world.ledger()).map(({ reference }) => reference)).size;
    await until(async () => ((await executed()) === UNDER_WAY ? true : null));
    await world.restart('SIGKILL');
    const restarted = Date.now();
    const isFinal = async (id: string) => ((await world.payout(id)).status === 'paid' ? true : null);
    for (const id of ids) await until(() => isFinal(id), WITHIN_MS - (Date.now() - restarted));
    expect(await world.allPosts()).toHaveLength(UNDER_WAY);
    await judge(world, ids);
    await world.stop();
  });
});
