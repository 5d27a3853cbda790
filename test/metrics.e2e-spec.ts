import { SERIES } from '../src/payouts/metrics/series.js';
import { DATABASES } from './support/databases.js';
import { familiesOf, type Sample, samplesOf, sumOf } from './support/exposition.js';
import { documentedFetch } from './support/openapi.js';
import { connect } from './support/storage.js';
import { toEmail, toPhone, until, World } from './support/world.js';

const OLD_KEY = 'metrics-key-of-yesterday';
const NEW_KEY = 'metrics-key-of-tomorrow';
const NAMES = Object.values(SERIES).map(({ name }) => name);
/** Without a disk of ours there is nothing to tell. */
const ON_SQLITE_ONLY: string[] = [SERIES.diskFree.name];

describe.each(DATABASES)('metrics on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind, { METRICS_KEY: `${OLD_KEY},${NEW_KEY}` });
  });
  afterAll(() => world.stop());

  const get = (key: string | null) =>
    documentedFetch(`${world.service.url}/metrics`, {
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
    });
  const text = async () => (await get(NEW_KEY)).text();
  /** Waits until what was read from the database is newer than what a test did. */
  const when = (right: (samples: readonly Sample[]) => boolean) =>
    until(async () => {
      const samples = samplesOf(await text());
      return right(samples) ? samples : null;
    });

  async function attempts(): Promise<number> {
    const dataSource = await connect(world.database.url);
    const rows: { number: number | string }[] = await dataSource
      .query('SELECT COUNT(*) AS number FROM cauri_attempt')
      .finally(() => dataSource.destroy());
    return Number(rows[0]?.number);
  }

  it('need the key, old or new, and no API key opens them', async () => {
    for (const key of [OLD_KEY, NEW_KEY]) {
      const reply = await get(key);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    }
    for (const key of [null, 'test-key-of-the-shop', `${NEW_KEY}x`]) {
      const reply = await get(key);
      expect(reply.status).toBe(401);
      expect(await reply.json()).toMatchObject({ code: 'unauthorized', status: 401 });
    }
  });

  it('name every series of the list, and no other of ours', async () => {
    const ours = familiesOf(await text()).filter((name) => name.startsWith('cauri_'));
    expect(new Set(ours)).toEqual(new Set<string>(NAMES));
    expect(familiesOf(await text())).toEqual(expect.arrayContaining(['nodejs_eventloop_lag_p99_seconds']));
  });

  it('agree with the ledgers of the providers and the rows after real payouts', async () => {
    const orders = [
      ...Array.from({ length: 6 }, () => toPhone('00')),
      ...Array.from({ length: 4 }, (_, index) => toEmail(`person-${index}`)),
      toPhone('11'),
    ];
    const made = await Promise.all(orders.map((order) => world.create(order)));
    const settled = await Promise.all(made.map(({ body }) => world.settled(body.id)));
    const finals = (status: string) => settled.filter((payout) => payout.status === status).length;
    const posts = await world.allPosts();
    const samples = await when((all) => sumOf(all, 'cauri_payouts_waiting', { status: 'processing' }) === 0);

    expect(sumOf(samples, 'cauri_payouts_accepted_total')).toBe(orders.length);
    expect(sumOf(samples, 'cauri_payouts_accepted_total', { provider: 'djamo', account: 'djamo' })).toBe(7);
    expect(sumOf(samples, 'cauri_payouts_settled_total', { status: 'paid' })).toBe(finals('paid'));
    expect(sumOf(samples, 'cauri_payouts_settled_total', { status: 'failed' })).toBe(finals('failed'));
    // What a scenario executes and takes back is not paid.
    const paid = new Set(settled.filter(({ status }) => status === 'paid').map(({ id }) => id));
    const executed = (await world.ledger()).filter((entry) => entry.kind === 'executed' && paid.has(entry.reference));
    expect(sumOf(samples, 'cauri_payouts_settled_total', { status: 'paid' })).toBe(executed.length);
    // On a busy machine a connection may not be made in time: such an attempt has a row, but no POST.
    const unsent = sumOf(samples, 'cauri_attempts_ended_total', { outcome: 'not_sent' });
    expect(sumOf(samples, 'cauri_attempts_ended_total') - unsent).toBe(posts.length);
    expect(sumOf(samples, 'cauri_attempts_started_total')).toBe(await attempts());
    expect(sumOf(samples, 'cauri_attempts_ended_total')).toBe(await attempts());
    const calls = sumOf(samples, 'cauri_provider_request_duration_seconds_count', { operation: 'submit' });
    expect(calls).toBeGreaterThanOrEqual(posts.length);
    expect(calls).toBeLessThanOrEqual(await attempts());
    expect(sumOf(samples, 'cauri_provider_request_duration_seconds_count', { operation: 'lookup' })).toBeGreaterThan(0);
    expect(sumOf(samples, 'cauri_commit_group_size_sum', { work: 'accept' })).toBe(orders.length);
    expect(sumOf(samples, 'cauri_database_up')).toBe(1);
    expect(sumOf(samples, 'cauri_reviews_open')).toBe(settled.filter(({ review }) => review !== null).length);
  });

  it('tell what is now: a held account and the payouts that wait for it', async () => {
    await world.call('POST', '/v1/accounts/djamo/pause', { reason: 'a test' });
    const waiting = { account: 'djamo', status: 'queued' };
    const before = sumOf(samplesOf(await text()), 'cauri_payouts_waiting', waiting);
    const { body } = await world.create(toPhone('00'));
    const held = await when((all) => sumOf(all, 'cauri_oldest_due_age_seconds', { account: 'djamo' }) > 0);
    expect(sumOf(held, 'cauri_payouts_waiting', waiting)).toBe(before + 1);
    expect(sumOf(held, 'cauri_account_hold_age_seconds', { account: 'djamo' })).toBeGreaterThanOrEqual(1);
    expect(sumOf(held, 'cauri_account_holds_total', { account: 'djamo', reason: 'paused' })).toBe(1);
    await world.call('POST', '/v1/accounts/djamo/resume');
    await world.settled(body.id);
    const released = await when((all) => sumOf(all, 'cauri_account_hold_age_seconds', { account: 'djamo' }) === 0);
    expect(sumOf(released, 'cauri_account_holds_total', { account: 'djamo', reason: 'paused' })).toBe(1);
  });

  it('have no id and nothing personal in their labels', async () => {
    const told = await text();
    expect(told).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
    expect(told).not.toMatch(/\+225\d{8}|@example\.com/);
    const names = new Set(
      samplesOf(told).flatMap(({ name, labels }) => (name.startsWith('cauri_') ? Object.keys(labels) : [])),
    );
    const allowed = [
      'account',
      'class',
      'le',
      'operation',
      'outcome',
      'provider',
      'reason',
      'result',
      'state',
      'status',
      'work',
    ];
    expect(allowed).toEqual(expect.arrayContaining([...names]));
  });

  it('count refused callbacks under no name that the caller chose', async () => {
    await documentedFetch(`${world.service.url}/v1/callbacks/whoever`, { method: 'POST', body: '{}' });
    await documentedFetch(`${world.service.url}/v1/callbacks/jumia-credits?c=wrong`, { method: 'POST', body: '{}' });
    const samples = samplesOf(await text());
    expect(sumOf(samples, 'cauri_callbacks_total', { provider: 'unknown', result: 'refused' })).toBe(1);
    expect(sumOf(samples, 'cauri_callbacks_total', { provider: 'jumia-credits', result: 'refused' })).toBe(1);
    expect(samples.some(({ labels }) => labels.provider === 'whoever')).toBe(false);
  });

  it('know the disk where a file of ours is on it', async () => {
    const samples = samplesOf(await text());
    const onSqlite = kind.name === 'sqlite';
    for (const name of ON_SQLITE_ONLY) expect(samples.some((one) => one.name === name)).toBe(onSqlite);
  });
});
