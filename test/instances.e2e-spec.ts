import { PRELOADED } from './proof/faults/consumer.js';
import { judge } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { toEmail, toPhone, until, World } from './support/world.js';

const servers = DATABASES.filter(({ name }) => name !== 'sqlite');

describe.each(DATABASES)('a service that is shut down, on $name', (kind) => {
  it('ends no POST under way at SIGTERM: its answer is in the books at once', async () => {
    const world = await World.start(kind, { POLL_PLAN: '1h', LEASE: '20s', SUBMIT_TIMEOUT: '5s' });
    const { body } = await world.create(toPhone('35'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await world.payout(body.id)).status).toBe('submitting');
    await world.restart('SIGTERM', { WORKER: 'off' });
    expect((await world.payout(body.id)).status).toBe('processing');
    await world.stop();
  });
});

describe('several services', () => {
  it('a second one on a SQLite file serves the API, and works when the first is gone', async () => {
    const [kind] = DATABASES;
    if (!kind) return;
    const world = await World.start(kind);
    const second = await world.anotherInstance();
    const { body } = await world.create(toPhone('00'));
    await world.settled(body.id);
    const first = world.service;
    world.service = second;
    expect((await world.payout(body.id)).status).toBe('paid');
    await first.end('SIGKILL');
    const { body: next } = await world.create(toEmail('awa'));
    expect((await world.settled(next.id)).status).toBe('paid');
    await judge(world, [body.id, next.id]);
    await world.stop();
  });

  (servers.length > 0 ? it.each(servers) : it.skip.each(DATABASES))(
    'one without a worker and with a clock that is ten minutes ahead goes by the clock of $name',
    async (kind) => {
      const world = await World.start(kind, { ...PRELOADED, CLOCK_SKEW_MS: '600000', WORKER: 'off' });
      const { createdAt } = (await world.create(toPhone('00'))).body as unknown as { createdAt: string };
      expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(300_000);
      await world.stop();
    },
  );

  (servers.length > 0 ? it.each(servers) : it.skip.each(DATABASES))(
    'one that starts on $name leaves the POST of another its lease',
    async (kind) => {
      const settings = { LEASE: '60s', SUBMIT_TIMEOUT: '30s' };
      const world = await World.start(kind, settings, { djamo: { slowMs: 5_000 } });
      const { body } = await world.create(toPhone('35'));
      await until(async () => ((await world.posts(body.id)).length > 0 ? true : null));
      await world.anotherInstance();
      expect((await world.settled(body.id)).status).toBe('paid');
      const { body: history } = await world.call<{ data: { type: string }[] }>('GET', `/v1/payouts/${body.id}/events`);
      expect(history.data.map(({ type }) => type)).not.toContain('submission_unknown');
      await judge(world, [body.id]);
      await world.stop();
    },
  );
});
