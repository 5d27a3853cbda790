import { cauri } from './support/command.js';
import { ConsoleVisitor } from './support/console-visitor.js';
import { DATABASES, ONE_DATABASE } from './support/databases.js';
import { KEY, OTHER_KEY, READER_KEY, toEmail, toPhone, World } from './support/world.js';

const CHIEF_KEY = 'test-key-of-the-chief';
const API_KEYS = `shop:${KEY}:*,other:${OTHER_KEY}:payouts:read+payouts:write,shop:${READER_KEY}:payouts:read,chief:${CHIEF_KEY}:payouts:approve`;
const CALLBACKS = { PUBLIC_URL: 'http://127.0.0.1:9', CALLBACK_KEYS: 'k1:a-secret-that-all-instances-share' };

describe.each(ONE_DATABASE)('the way into the console on $name', (kind) => {
  let world: World;
  let visitor: ConsoleVisitor;

  beforeAll(async () => {
    world = await World.start(kind, { API_KEYS, ...CALLBACKS });
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    visitor = new ConsoleVisitor(world.service.url);
  });

  it('is the sign-in, which leads to the page that was asked for', async () => {
    const asked = await visitor.get('payouts?status=paid');
    expect(asked.place).toBe('/console/sign-in?next=payouts%3Fstatus%3Dpaid');
    const there = await visitor.send('sign-in', { key: KEY, next: 'payouts?status=paid' });
    expect([there.status, there.place]).toEqual([200, '/console/payouts?status=paid']);
    expect(there.text).toContain('aria-current="page">Payouts</a>');
  });

  it('is found with a slash at its end, as every page is', async () => {
    await visitor.signIn(KEY);
    const redirect = await visitor.fetch('/console/');
    expect([redirect.status, redirect.headers.get('location')]).toEqual([308, '/console']);
    expect((await visitor.get('/console/payouts/?status=paid')).place).toBe('/console/payouts?status=paid');
  });

  it('has a page for an address that has none', async () => {
    await visitor.signIn(KEY);
    for (const place of ['nothing', 'nothing/at/all', 'payouts/one/two']) {
      const page = await visitor.get(place);
      expect([page.status, page.text.includes('There is nothing here.')]).toEqual([404, true]);
    }
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'x\r\nset-cookie: a=b', 'é'])(
    'never leads to %j',
    async (next) => {
      await visitor.get('sign-in');
      const { place } = await visitor.send('sign-in', { key: KEY, next });
      expect(place).toMatch(/^\/console(\/|$)/);
      expect(visitor.cookies.has('a')).toBe(false);
    },
  );

  it('is closed to a wrong key, and to many wrong keys for a minute, but never to a right one', async () => {
    const wrong = await visitor.signIn('a-key-of-nobody-at-all');
    expect([wrong.status, wrong.text.includes('This key is not valid.')]).toEqual([401, true]);
    expect((await visitor.get('')).place).toContain('/console/sign-in');
    let limited = wrong;
    for (let count = 0; count < 101 && limited.status === 401; count += 1) {
      limited = await visitor.send('sign-in', { key: 'a-key-of-nobody-at-all', next: '' });
    }
    expect([limited.status, limited.text.includes('Too many wrong keys')]).toEqual([429, true]);
    expect((await visitor.signIn(KEY)).place).toBe('/console');
    const other = new ConsoleVisitor(world.service.url);
    const guess = (key: string) => other.get('', { authorization: `Bearer ${key}` });
    expect((await guess('a-key-of-nobody-at-all')).status).toBe(429);
    expect((await guess(KEY)).place).toBe('/console');
    expect((await other.get('', { authorization: 'Basic YTpi' })).place).toContain('/console/sign-in');
  });

  it('keeps the key unreadable in a cookie that scripts and other sites never get', async () => {
    await visitor.get('sign-in');
    const answer = await visitor.fetch('sign-in', {
      method: 'POST',
      body: new URLSearchParams({ key: KEY, next: '', token: tokenIn(await (await visitor.fetch('sign-in')).text()) }),
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^cauri_console=[\w-]+; Path=\/console; Max-Age=28\d{3}; HttpOnly; SameSite=Strict$/);
    expect(Buffer.from(cookie, 'base64url').toString('latin1')).not.toContain(KEY);
  });

  it('is shut by signing out, and by a session of another secret', async () => {
    await visitor.signIn(KEY);
    const out = await visitor.send('sign-out', {});
    expect(out.place).toBe('/console/sign-in');
    expect((await visitor.get('')).place).toContain('/console/sign-in');
    visitor.cookies.set('cauri_console', 'A'.repeat(200));
    expect((await visitor.get('')).place).toContain('/console/sign-in');
  });

  it('stays open at another instance with the same secrets', async () => {
    await visitor.signIn(KEY);
    const another = await world.anotherInstance();
    const elsewhere = new ConsoleVisitor(another.url);
    for (const [name, value] of visitor.cookies) elsewhere.cookies.set(name, value);
    expect((await elsewhere.get('')).text).toContain('<span>shop</span>');
    await another.end('SIGTERM');
  });

  it('refuses forms without its token, with that of another visit, and from other sites', async () => {
    await visitor.signIn(KEY);
    const other = new ConsoleVisitor(world.service.url);
    const theirs = tokenIn((await other.signIn(KEY)).text);
    for (const token of ['', 'x', theirs]) {
      const refused = await visitor.send('sign-out', { token });
      expect([refused.status, refused.text.includes('too old or not ours')]).toEqual([403, true]);
    }
    const foreign = await visitor.send('sign-out', {}, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
    expect((await visitor.get('')).text).toContain('<span>shop</span>');
  });

  it('takes only forms, and only short ones', async () => {
    await visitor.signIn(KEY);
    const json = await visitor.fetch('sign-out', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(415);
    expect((await visitor.send('sign-out', { more: 'x'.repeat(70_000) })).status).toBe(413);
  });

  it('speaks the language of the browser, and that of the switch', async () => {
    const french = await visitor.get('sign-in', { 'accept-language': 'fr-CI,fr;q=0.9' });
    expect([french.text.includes('<html lang="fr">'), french.text.includes('Clé d’API')]).toEqual([true, true]);
    expect((await visitor.get('language/en?next=sign-in')).place).toBe('/console/sign-in');
    expect((await visitor.get('sign-in', { 'accept-language': 'fr' })).text).toContain('<html lang="en">');
    expect((await visitor.get('language/xx')).status).toBe(404);
  });

  it('runs nothing but its own script, and loads at most 60 KB for the overview', async () => {
    await visitor.signIn(KEY);
    const page = await visitor.get('');
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
    const [style, script, icon] = await Promise.all(
      ['assets/console.css', 'assets/console.js', 'assets/icon.svg'].map(async (place) =>
        (await visitor.fetch(place)).arrayBuffer(),
      ),
    );
    expect(script?.byteLength).toBeLessThanOrEqual(10_240);
    const loaded = [Buffer.from(page.text), style, script, icon].reduce((sum, one) => sum + (one?.byteLength ?? 0), 0);
    expect(loaded).toBeLessThanOrEqual(60 * 1_024);
  });

  it('is not there when it is off', async () => {
    const without = await world.anotherInstance({ CONSOLE: 'off' });
    const answer = await fetch(`${without.url}/console`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    await without.end('SIGTERM');
  });
});

describe.each(DATABASES)('the console on $name', (kind) => {
  let world: World;
  let visitor: ConsoleVisitor;

  beforeAll(async () => {
    world = await World.start(kind, {
      API_KEYS,
      JUMIA_CREDITS_APPROVERS: '1',
      JUMIA_CREDITS_APPROVAL_ABOVE: '4000',
      DJAMO_COUNTRY: 'CI',
    });
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    visitor = new ConsoleVisitor(world.service.url);
  });

  it('shows the day by account, and what waits for a person', async () => {
    const before = numbersIn((await visitor.signIn(KEY)).text, 'djamo');
    await world.settled((await world.create(toPhone('00', '7000'))).body.id);
    const { text } = await visitor.get('');
    const after = numbersIn(text, 'djamo');
    expect([after[0], after[1]]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
    expect(text).toMatch(/<svg class="chart"[^>]* aria-label="\d+ payouts in 24 hours/);
  });

  it('lists payouts with masked recipients, by the filters in its address', async () => {
    const { id } = (await world.create({ ...toPhone('00', '7100'), reference: 'list-<1>' })).body;
    await world.create({ ...toEmail('awa', '3200'), reference: 'list-2' });
    await world.settled(id);
    await visitor.signIn(KEY);
    const all = await visitor.get('payouts');
    expect(all.text).toContain('+225 07 •• •• 03 00');
    expect(all.text).toContain('a•••@example.com');
    expect(all.text).not.toContain('+22507010203');
    expect(all.text).toContain('>list-&lt;1&gt;</td>');
    const one = await visitor.get('payouts?reference=list-2&status=&createdFrom=2020-01-01T00:00&account=');
    expect([one.text.includes('list-2'), one.text.includes('list-&lt;1&gt;</td>')]).toEqual([true, false]);
    const wrong = await visitor.get('payouts?status=nonsense');
    expect([wrong.status, wrong.text.includes('must be comma-separated of')]).toEqual([422, true]);
  });

  it('goes through the pages of a list', async () => {
    for (let count = 0; count < 21; count += 1) await world.create({ ...toEmail('many', '100'), name: 'Page' });
    await visitor.signIn(KEY);
    const first = await visitor.get('payouts?provider=jumia-credits');
    const next = /href="([^"]+)">Older/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await visitor.get(next);
    expect([second.status, rowsIn(first.text), rowsIn(second.text) > 0]).toEqual([200, 20, true]);
  });

  it('explains a payout first, then tells what happened, and shows its recipient', async () => {
    const { id } = (await world.create({ ...toPhone('00', '7300'), description: '<b>bold</b>' })).body;
    await world.settled(id);
    await visitor.signIn(KEY);
    const { text } = await visitor.get(`payouts/${id}`);
    const places = [
      'The provider has confirmed that the payout was paid.',
      'What can be done now',
      'Timeline',
      'attempt: sending began',
      'Data',
      '+2250701020300',
    ];
    const found = places.map((part) => text.lastIndexOf(part));
    expect(found).toEqual([...found].sort((one, other) => one - other));
    expect(found).not.toContain(-1);
    expect(text).toContain('&lt;b&gt;bold&lt;/b&gt;');
    const read = await visitor.send(`payouts/${id}/refresh`, {});
    expect([read.status, read.place]).toEqual([200, `/console/payouts/${id}`]);
  });

  it('finds a payout by its id and its reference', async () => {
    const { id } = (await world.create({ ...toPhone('00', '7400'), reference: 'search-me' })).body;
    await visitor.signIn(KEY);
    const uuid = '7d8f8a4e-54c3-4b8a-9d7a-0f6f3f1c2b11';
    const named = (await world.create({ ...toPhone('00', '7401'), reference: uuid })).body.id;
    for (const q of [id, id.toUpperCase(), ' search-me ']) {
      expect((await visitor.send('search', { q })).place).toBe(`/console/payouts/${id}`);
    }
    expect((await visitor.send('search', { q: uuid })).place).toBe(`/console/payouts/${named}`);
    for (const q of ['', 'nothing-like-it', '<script>', crypto.randomUUID(), 'é'.repeat(200)]) {
      const none = await visitor.send('search', { q });
      expect([none.status, none.text.includes('No payout was found.')]).toEqual([200, true]);
    }
  });

  it('finds a payout by its recipient, as people write it, which gets into no address', async () => {
    const { id } = (await world.create({ amount: '7450', currency: 'XOF', recipient: { msisdn: '+2250709080700' } }))
      .body;
    await visitor.signIn(KEY);
    for (const q of ['+225 07 09 08 07 00', '00225-0709080700', '2250709080700', '07 09 08 07 00']) {
      expect((await visitor.send('search', { q })).place).toBe(`/console/payouts/${id}`);
    }
    const awa = (await world.create(toEmail('only-once', '1234'))).body.id;
    expect((await visitor.send('search', { q: 'only-once@example.com' })).place).toBe(`/console/payouts/${awa}`);
    expect((await visitor.fetch('search?q=x')).status).toBe(303);
    await visitor.signIn(OTHER_KEY);
    expect((await visitor.send('search', { q: '+2250709080700' })).text).toContain('No payout was found.');
  });

  it('shows and lets do only what the scopes of the key allow', async () => {
    const { id } = (await world.create(toPhone('00', '7500'))).body;
    await visitor.signIn(OTHER_KEY);
    expect((await visitor.get(`payouts/${id}`)).status).toBe(404);
    await visitor.signIn(READER_KEY);
    expect((await visitor.get(`payouts/${id}`)).text).not.toContain(`${id}/cancel`);
    const refused = await visitor.send(`payouts/${id}/cancel`, {});
    expect([refused.status, refused.text.includes('This is not allowed.')]).toEqual([403, true]);
    expect((await visitor.get('payouts/not-an-id')).status).toBe(404);
  });

  it('pauses an account with a reason, and resumes it', async () => {
    await visitor.signIn(READER_KEY);
    expect((await visitor.get('accounts')).text).not.toContain('/pause');
    expect((await visitor.send('accounts/djamo/pause', { reason: 'x' })).status).toBe(403);
    await visitor.signIn(KEY);
    await visitor.get('accounts');
    expect((await visitor.send('accounts/djamo/pause', { reason: ' ' })).status).toBe(422);
    await visitor.get('accounts');
    const paused = await visitor.send('accounts/djamo/pause', { reason: 'The wallet is <empty>' });
    expect([paused.place, paused.text.includes('On hold: The wallet is &lt;empty&gt;')]).toEqual([
      '/console/accounts',
      true,
    ]);
    const { id } = (await world.create(toPhone('00', '7600'))).body;
    expect((await world.payout(id)).status).toBe('queued');
    expect((await visitor.send('accounts/djamo/resume', {})).text).not.toContain('On hold');
    expect((await world.settled(id)).status).toBe('paid');
    expect((await visitor.send('accounts/nobody/resume', {})).status).toBe(404);
  });

  it('decides about a review with a note, and only about the version that was seen', async () => {
    const { id } = (await world.create(toPhone('41', '7700'))).body;
    const review = await world.settled(id);
    expect(review.review).not.toBeNull();
    await visitor.signIn(KEY);
    expect((await visitor.get('reviews')).text).toContain(`/console/payouts/${id}`);
    const page = await visitor.get(`payouts/${id}`);
    expect(page.text).toContain(`name="confirm" value="${review.version}"`);
    const old = await visitor.send(`payouts/${id}/resolve`, { action: 'mark_paid', note: 'seen', confirm: '1' });
    expect([old.status, old.text.includes('It has changed in the meantime')]).toEqual([409, true]);
    await visitor.get(`payouts/${id}`);
    const bare = { action: 'mark_paid', note: ' ', confirm: String(review.version) };
    expect((await visitor.send(`payouts/${id}/resolve`, bare)).status).toBe(422);
    await visitor.get(`payouts/${id}`);
    const done = await visitor.send(`payouts/${id}/resolve`, { ...bare, note: 'Djamo support: it arrived' });
    expect([done.status, done.place]).toEqual([200, `/console/payouts/${id}`]);
    expect(await world.payout(id)).toMatchObject({
      review: null,
      status: 'paid',
      resolution: { action: 'mark_paid', by: 'shop', note: 'Djamo support: it arrived' },
    });
    await visitor.signIn(CHIEF_KEY);
    expect((await visitor.get('reviews')).status).toBe(403);
  });

  it('lets somebody else approve what waits for it', async () => {
    await visitor.signIn(KEY);
    await visitor.get('approvals');
    const waiting = (await world.create(toEmail('to-approve', '4200'))).body;
    expect(waiting.status).toBe('awaiting_approval');
    expect((await visitor.get('approvals')).text).toContain(waiting.id);
    const own = await visitor.send(`payouts/${waiting.id}/approve`, {});
    expect([own.status, own.text.includes('Who ordered a payout cannot decide about it.')]).toEqual([403, true]);
    await visitor.signIn(CHIEF_KEY);
    expect((await visitor.get(`payouts/${waiting.id}`)).text).toContain('data-approve');
    await visitor.send(`payouts/${waiting.id}/approve`, {});
    expect((await world.settled(waiting.id)).status).toBe('paid');
    expect((await visitor.get('approvals')).text).not.toContain(waiting.id);
  });

  it('ends a session with its key', async () => {
    const made = await cauri(
      world.settings,
      'keys',
      'create',
      '--consumer',
      'temp',
      '--scopes',
      'payouts:read',
      '--json',
    );
    const { key, id } = JSON.parse(made.stdout) as { key: string; id: string };
    await visitor.signIn(key);
    expect((await visitor.get('')).text).toContain('<span>temp</span>');
    expect((await cauri(world.settings, 'keys', 'revoke', id)).code).toBe(0);
    expect((await visitor.get('payouts')).place).toBe('/console/sign-in?next=payouts');
  });
});

function tokenIn(text: string): string {
  return /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

/** The numbers in an account's row of the overview. */
function numbersIn(text: string, account: string): number[] {
  const row = new RegExp(`<tr><th scope="row"><a [^>]*>${account}</a>.*?</tr>`, 's').exec(text)?.[0] ?? '';
  return [...row.matchAll(/<td class="number" [^>]*>(?:<a [^>]*>)?(\d+)/g)].map((match) => Number(match[1]));
}

function rowsIn(text: string): number {
  return text.split('<tr><td').length - 1;
}
