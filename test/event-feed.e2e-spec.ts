import { DATABASES } from './support/databases.js';
import { OTHER_KEY, READER_KEY, toEmail, toPhone, until, World } from './support/world.js';

interface FeedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly id: string; readonly version: number; readonly status: string; readonly name?: string };
}

interface Feed {
  readonly data: FeedEvent[];
  readonly next: string;
}

const as = (key: string) => ({ authorization: `Bearer ${key}` });

describe.each(DATABASES)('the event feed on $name', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind);
  });
  afterAll(() => world.stop());

  const ask = (query: string, headers = {}) => world.call<Feed>('GET', `/v1/events${query}`, undefined, headers);

  async function read(after: string | null, query = '', headers = {}): Promise<Feed> {
    const reply = await ask(`?${after === null ? '' : `after=${after}`}${query}`, headers);
    expect(reply.status).toBe(200);
    return reply.body;
  }

  /** Everything behind a place, page by page. */
  async function readAll(after: string | null, limit = 100, headers = {}): Promise<Feed> {
    const data: FeedEvent[] = [];
    for (let next = after; ; ) {
      const page = await read(next, `&limit=${limit}`, headers);
      data.push(...page.data);
      if (page.data.length === 0) return { data, next: page.next };
      next = page.next;
    }
  }

  it('has an event as soon as the 201 is there, and every version in its order', async () => {
    const { next } = await readAll(null);
    const { body } = await world.create({ ...toEmail('awa'), reference: `feed-${kind.name}` });
    const first = await read(next);
    expect(first.data[0]).toEqual({
      id: expect.any(String),
      type: 'payout.updated',
      timestamp: expect.any(String),
      data: expect.objectContaining({ id: body.id, version: 1, status: 'queued', previousStatus: null }),
    });
    const { version } = await world.settled(body.id);
    const { data, next: end } = await readAll(next, 1);
    expect(data.map((event) => event.data.version)).toEqual(Array.from({ length: version }, (_, index) => index + 1));
    expect(JSON.stringify(data)).not.toContain('awa@');
    expect(await read(end)).toEqual({ data: [], next: end });
  });

  it('shows a consumer its own, and accounts to whoever operates', async () => {
    const { next } = await readAll(null);
    const theirs = await readAll(null, 100, as(OTHER_KEY));
    const { body } = await world.create(toPhone('00'), undefined, as(OTHER_KEY));
    await world.call('POST', '/v1/accounts/djamo/pause', { reason: 'x' });
    await world.call('POST', '/v1/accounts/djamo/resume');
    const seen = await readAll(next);
    expect(seen.data.map(({ type }) => type)).toEqual(['account.held', 'account.released']);
    const own = await readAll(theirs.next, 100, as(OTHER_KEY));
    expect(new Set(own.data.map(({ data }) => data.id))).toEqual(new Set([body.id]));
    const reader = await readAll(next, 100, as(READER_KEY));
    expect(reader.data).toEqual([]);
  });

  it('keeps to types, and refuses what it does not know', async () => {
    const { next } = await readAll(null);
    await world.create(toPhone('00'));
    await world.call('POST', '/v1/accounts/djamo/pause', { reason: 'x' });
    await world.call('POST', '/v1/accounts/djamo/resume');
    const { data } = await read(next, '&types=account.held,account.released');
    expect(data.map(({ type }) => type)).toEqual(['account.held', 'account.released']);
    for (const query of ['?types=payout.made', '?after=nowhere', '?limit=0', '?colour=red', '?after=', '?types=']) {
      expect({ query, status: (await ask(query)).status }).toEqual({ query, status: 422 });
    }
    expect((await world.call('GET', '/v1/events', undefined, as('nobody-has-this-key'))).status).toBe(401);
  });

  it('refuses a place of another copy of the database', async () => {
    await world.create(toPhone('00'));
    const { next } = await readAll(null);
    const [position = ''] = Buffer.from(next, 'base64url').toString().split('.');
    await world.create(toPhone('00'));
    for (const other of [`${position}.000000000000`, `${Number(position) + 1_000}.000000000000`]) {
      const reply = await ask(`?after=${Buffer.from(other).toString('base64url')}`);
      expect(reply.status).toBe(410);
    }
  });

  it('says that a place is too old, and where to go on', async () => {
    await world.create(toPhone('00'));
    const { data, next: old } = await read(null, '&limit=1');
    expect(data).toHaveLength(1);
    await world.restart('SIGTERM', { EVENT_RETENTION: '5s' });
    const gone = await until(async () => {
      const reply = await world.call<{ code: string; next: string }>('GET', `/v1/events?after=${old}`);
      return reply.status === 410 ? reply : null;
    });
    expect(gone.body).toMatchObject({ code: 'gone', status: 410, next: expect.any(String) });
    // What is removed between the two requests makes the named place too old as well, and names the next.
    let place = gone.body.next;
    const here = await until(async () => {
      const reply = await world.call<{ next: string }>('GET', `/v1/events?after=${place}`);
      if (reply.status !== 200) place = reply.body.next;
      return reply.status === 200 ? reply : null;
    });
    expect(here.status).toBe(200);
  });
});
