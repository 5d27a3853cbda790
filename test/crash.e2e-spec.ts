import { expectFoldedBooks, judge } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { type RunningService } from './support/service.js';
import { toEmail, toPhone, World } from './support/world.js';

jest.setTimeout(180_000);

const FAULTS = [
  'success',
  'lost-reply',
  'error-500-executed',
  'slow',
  'truncated',
  'late-failure',
  'lost-request',
  'hang-executed',
];
const ENDINGS = ['00', '31', '32', '35', '34', '11', '41', '36'];

async function order(world: World, count: number): Promise<string[]> {
  const accepted: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const fault = index % (FAULTS.length * 2);
    const request =
      index % 2 === 0 ? toPhone(ENDINGS[fault / 2] ?? '00') : toEmail(FAULTS[(fault - 1) / 2] ?? 'success');
    const answer = await world.create({ ...request, reference: `order-${index}` }, `key-${index}`).catch(() => null);
    if (answer?.status === 201) accepted.push(answer.body.id);
  }
  return accepted;
}

describe.each(DATABASES)('a service that is killed, on $name', (kind) => {
  it('sends nothing twice and loses nothing over kill -9 and restart', async () => {
    const world = await World.start(kind);
    const accepted = await order(world, 60);
    for (const pause of [150, 700, 1_600, 40, 300]) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      await world.restart('SIGKILL');
    }
    const judgements = await judge(world, accepted);
    expect(accepted).toHaveLength(60);
    for (const { payout, posts } of judgements.filter(({ payout }) => payout.provider === 'djamo')) {
      expect({ id: payout.id, posts }).toEqual({ id: payout.id, posts: Math.min(posts, 1) });
    }
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

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
  const mariadb = DATABASES.filter(({ name }) => name === 'mariadb');

  (mariadb.length > 0 ? it : it.skip)('two on one MariaDB send nothing twice', async () => {
    const [kind] = mariadb;
    if (!kind) return;
    const world = await World.start(kind);
    const second: RunningService = await world.anotherInstance();
    const accepted = await order(world, 60);
    const judgements = await judge(world, accepted);
    for (const { payout, posts } of judgements.filter(({ payout }) => payout.provider === 'djamo')) {
      expect({ id: payout.id, posts }).toEqual({ id: payout.id, posts: Math.min(posts, 1) });
    }
    await expectFoldedBooks(world.database.url);
    await second.end('SIGTERM');
    await world.stop();
  });

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
});
