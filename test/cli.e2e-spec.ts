import { expectFoldedBooks, judge } from './support/books.js';
import { cauri, documentOf, startCommand } from './support/command.js';
import { DATABASES, ONE_DATABASE } from './support/databases.js';
import { isSettled, type PayoutBody, toEmail, toPhone, until, World } from './support/world.js';

const NOTHING = { submitted: 0, read: 0, settled: 0, review: 0, errors: 0 };
const PHONES = ['00', '31', '32', '34', '11', '41'];
const MAILS = ['success', 'lost-reply', 'error-500-executed', 'late-failure', 'lost-request'];

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(DATABASES)('cauri reconcile on $name', (kind) => {
  let world: World;
  const begin = async (settings: Record<string, string> = {}) => {
    world = await World.start(kind, { WORKER: 'off', ...settings });
  };
  afterEach(async () => {
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  const reconcile = (...args: string[]) => cauri(world.settings, 'reconcile', ...args);
  const order = async (body: object): Promise<PayoutBody> => (await world.create(body)).body;

  it('brings every payout to its end from cron alone, killed in the middle again and again', async () => {
    await begin();
    const accepted: string[] = [];
    for (const ending of [...PHONES, ...PHONES]) accepted.push((await order(toPhone(ending))).id);
    for (const word of [...MAILS, ...MAILS]) accepted.push((await order(toEmail(word))).id);
    for (const pause of [900, 1_100, 1_300, 1_600, 2_500]) {
      const run = startCommand(world.settings, 'reconcile', '--until-idle');
      await wait(pause);
      run.signal('SIGKILL');
      expect((await run.ended).code).toBe('SIGKILL');
    }
    const { code } = await reconcile('--until-idle', '--timeout', '90s');
    const payouts = await world.payouts();
    expect(payouts.filter((payout) => !isSettled(payout))).toEqual([]);
    expect(code).toBe(payouts.some(({ review }) => review !== null) ? 3 : 0);
    const judgements = await judge(world, accepted);
    for (const { payout, posts } of judgements.filter(({ payout }) => payout.provider === 'djamo')) {
      expect({ id: payout.id, posts }).toEqual({ id: payout.id, posts: Math.min(posts, 1) });
    }
  });

  it('does one pass of what is due and counts it, and then finds nothing to do', async () => {
    await begin({ POLL_PLAN: '1h' });
    const { id } = await order(toPhone('00'));
    await order(toEmail('awa'));
    const first = await reconcile();
    expect({ code: first.code, ...documentOf(first) }).toEqual({ code: 0, ...NOTHING, submitted: 2 });
    expect((await world.payout(id)).status).toBe('processing');
    const { body } = await world.call<{ data: object[] }>('GET', '/v1/accounts');
    expect(body.data).toContainEqual(expect.objectContaining({ name: 'djamo', balance: expect.any(Object) }));
    const second = await reconcile('--json');
    expect({ code: second.code, ...documentOf(second) }).toEqual({ code: 0, ...NOTHING });
  });

  if (kind !== ONE_DATABASE[0]) return;

  it('tells its progress as JSON lines beside the one result', async () => {
    await begin();
    await order(toPhone('00'));
    const { code, stdout, stderr } = await reconcile('--until-idle');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({ progress: { ...NOTHING, open: 1 } });
  });

  it('sends nothing with --read-only, neither a payout nor a cancellation', async () => {
    await begin();
    const paid = await order(toEmail('awa'));
    expect((await reconcile('--until-idle')).code).toBe(0);
    expect((await world.call('POST', `/v1/payouts/${paid.id}/cancel`)).status).toBe(202);
    const queued = await order(toPhone('00'));
    const run = await reconcile('--read-only', '--until-idle', '--timeout', '3s');
    expect(documentOf(run)).toMatchObject({ submitted: 0 });
    expect(await world.posts(queued.id)).toEqual([]);
    expect((await world.payout(queued.id)).status).toBe('queued');
    expect(await world.payout(paid.id)).toMatchObject({ status: 'paid', cancellation: { status: 'requested' } });
    expect((await reconcile('--until-idle')).code).toBe(0);
    expect(await world.payout(paid.id)).toMatchObject({ status: 'returned', cancellation: { status: 'done' } });
  });

  it('exits 3 while a payout is in review, and 0 when a person has settled it', async () => {
    await begin({ ABSENCE_SEARCH: '1s', RESEND_QUARANTINE: '0s' });
    const { id } = await order(toPhone('41'));
    const run = await reconcile('--until-idle');
    expect({ code: run.code, ...documentOf(run) }).toMatchObject({ code: 3, submitted: 1, review: 1 });
    const list = await cauri(world.settings, 'review', 'list', '--json');
    const { data } = documentOf<{ data: PayoutBody[] }>(list);
    expect(data).toMatchObject([{ id, review: { reason: 'absent_at_provider' } }]);
    const decision = [
      'review',
      'resolve',
      id,
      '--action',
      'mark_failed',
      '--note',
      'Djamo never got it',
      '--by',
      'ada',
    ];
    const stale = await cauri(world.settings, ...decision, '--confirm', '1');
    expect(stale).toMatchObject({ code: 1, stderr: expect.stringContaining('state_conflict') });
    const resolved = await cauri(world.settings, ...decision, '--confirm', String(data[0]?.version));
    expect(resolved).toMatchObject({ code: 0, stdout: expect.stringContaining('failed') });
    expect(await world.payout(id)).toMatchObject({ status: 'failed', review: null, resolution: { by: 'ada' } });
    expect((await reconcile()).code).toBe(0);
  });

  it('exits 3 without waiting for what only a person resumes', async () => {
    await begin();
    expect((await world.call('POST', '/v1/accounts/djamo/pause', { reason: 'top up' })).status).toBe(200);
    const { id } = await order(toPhone('00'));
    const run = await reconcile('--until-idle', '--timeout', '60s');
    expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('top up') });
    expect(await world.posts(id)).toEqual([]);
  });

  it('exits 1 when the time is over before the work', async () => {
    await begin({ POLL_PLAN: '1h' });
    await order(toPhone('00'));
    const run = await reconcile('--until-idle', '--timeout', '1s');
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('the time was over') });
    expect(documentOf(run)).toMatchObject({ submitted: 1, settled: 0 });
  });

  it('exits 1 when a provider cannot be read, and finishes when it can', async () => {
    await begin({ POLL_PLAN: '500ms' });
    const { id } = await order(toPhone('00'));
    await world.sandbox('djamo', 'POST', 'faults', { fault: 'error-500', on: 'read', times: 1_000 });
    const run = await until(async () => {
      const tried = await reconcile();
      return Number(documentOf(tried).errors) > 0 ? tried : null;
    });
    expect({ code: run.code, ...documentOf(run) }).toMatchObject({ code: 1, read: 0, settled: 0, review: 0 });
    await world.sandbox('djamo', 'DELETE', 'faults');
    expect((await reconcile('--until-idle')).code).toBe(0);
    expect((await world.payout(id)).status).toBe('paid');
  });

  it('exits 1 when a provider refuses the credentials, and sends when they are right', async () => {
    await begin();
    const { id } = await order(toPhone('00'));
    const run = await cauri({ ...world.settings, DJAMO_ACCESS_TOKEN: 'another-token' }, 'reconcile');
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('account djamo is held by worker') });
    expect((await reconcile('--until-idle')).code).toBe(0);
    expect((await world.payout(id)).status).toBe('paid');
  });

  it('at SIGINT begins nothing new and records the answer of the POST under way', async () => {
    await begin({ SUBMIT_CONCURRENCY: '1', POLL_PLAN: '1h', SUBMIT_TIMEOUT: '5s', LEASE: '20s' });
    const slow = await order(toPhone('35'));
    const next = await order(toPhone('00'));
    const run = startCommand(world.settings, 'reconcile', '--until-idle');
    await until(async () => ((await world.payout(slow.id)).status === 'submitting' ? true : null));
    await until(async () => ((await world.posts(slow.id)).length === 1 ? true : null));
    run.signal('SIGINT');
    const ended = await run.ended;
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('interrupted') });
    expect(documentOf(ended)).toEqual({ ...NOTHING, submitted: 1 });
    expect((await world.payout(slow.id)).status).toBe('processing');
    expect((await world.payout(next.id)).status).toBe('queued');
    expect(await world.posts(next.id)).toEqual([]);
  });
});

describe('cauri reconcile beside a running worker', () => {
  it.each(DATABASES)('on $name works, or says that it cannot', async (kind) => {
    const world = await World.start(kind);
    const { body } = await world.create(toPhone('00'));
    const run = await cauri(world.settings, 'reconcile', '--until-idle');
    if (kind.name === 'sqlite') {
      expect(run).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('another process is the worker'),
      });
    } else {
      expect(run.code).toBe(0);
    }
    expect((await world.settled(body.id)).status).toBe('paid');
    expect(await world.posts(body.id)).toHaveLength(1);
    await world.stop();
  });

  it.each(DATABASES)('on $name works after a run that the service was asked for', async (kind) => {
    const world = await World.start(kind, { WORKER: 'off' });
    const { headers } = await world.call('POST', '/v1/reconciliation-runs', { kind: 'due' });
    await until(async () => {
      const { body } = await world.call('GET', headers.get('location') ?? '');
      return body.status === 'done' ? true : null;
    });
    expect((await cauri(world.settings, 'reconcile')).code).toBe(0);
    await world.stop();
  });
});
