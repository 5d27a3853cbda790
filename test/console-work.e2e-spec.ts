import { request } from 'node:http';
import { cauri } from './support/command.js';
import { ConsoleVisitor, type SeenPage } from './support/console-visitor.js';
import { DATABASES, ONE_DATABASE } from './support/databases.js';
import { WebhookReceiver } from './support/webhook-receiver.js';
import { KEY, OTHER_KEY, READER_KEY, toPhone, until, World } from './support/world.js';

const CHIEF_KEY = 'test-key-of-the-chief';
const CLERK_KEY = 'test-key-of-the-clerk';
const API_KEYS = [
  `shop:${KEY}:*`,
  `other:${OTHER_KEY}:payouts:read+payouts:write`,
  `shop:${READER_KEY}:payouts:read`,
  `chief:${CHIEF_KEY}:payouts:approve`,
  `clerk:${CLERK_KEY}:payouts:read+payouts:write+operations`,
].join();

const csv = (...lines: string[]) => new Blob([lines.join('\r\n')], { type: 'text/csv' });
const HEAD = 'amount,currency,msisdn,email,reference,name';

describe.each(DATABASES)('the pages of batches on $name', (kind) => {
  let world: World;
  let visitor: ConsoleVisitor;

  beforeAll(async () => {
    world = await World.start(kind, { API_KEYS, JUMIA_CREDITS_APPROVERS: '1' });
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    visitor = new ConsoleVisitor(world.service.url);
    await visitor.signIn(KEY);
  });

  async function check(fields: Record<string, string | Blob>): Promise<SeenPage> {
    await visitor.get('batches/new');
    return visitor.send('batches/check', fields);
  }

  const batches = async () => (await world.call<{ data: { id: string }[] }>('GET', '/v1/batches')).body.data.length;

  it('show the errors of a file in their cells, take corrections, and order what was corrected', async () => {
    const before = await batches();
    const file = csv(
      HEAD.replace('name', 'description'),
      '5001,XOF,+2250701020300,,sheet-1,"Awa <Koné>"',
      '5 002,XOF,+2250701020301,,sheet-2,',
      '5003,XOF,123,,sheet-3,',
    );
    const report = await check({ file });
    expect(report.text).toContain('1 of 3 rows are right. Nothing has been ordered.');
    expect(report.text).toMatch(/<legend>Row 2<\/legend>[\s\S]*name="cell-2-0" value="5 002"[^>]* aria-invalid="true"/);
    expect(report.text).toContain('id="cell-2-0-error"');
    expect(report.text).toMatch(/name="cell-3-2" value="123"[^>]* aria-invalid="true"/);
    expect(report.text).not.toMatch(/name="cell-1-|Order the payouts/);
    const corrected = await visitor.send('batches/check', {
      ...inputsIn(report.text),
      'cell-2-0': '5002',
      'cell-3-2': '+225 07 01 02 03 02',
    });
    expect(corrected.text).toContain('3 of 3 rows can be ordered. Nothing has been ordered yet.');
    expect(corrected.text).toMatch(/15,006(\.0+)? XOF/);
    expect(await batches()).toBe(before);
    const fields = inputsIn(corrected.text);
    const sent = await visitor.send('batches', fields);
    expect(sent.place).toMatch(/^\/console\/batches\/[0-9a-f-]{36}$/);
    expect((await visitor.send('batches', fields)).place).toBe(sent.place);
    expect(await batches()).toBe(before + 1);
    const id = sent.place.slice(-36);
    const payouts = await world.call<{ data: { amount: string; description: string | null }[] }>(
      'GET',
      `/v1/batches/${id}/payouts`,
    );
    expect(payouts.body.data.map(({ amount }) => amount).sort()).toEqual(['5001', '5002', '5003']);
    expect(payouts.body.data.map(({ description }) => description)).toContain('Awa <Koné>');
  });

  it('show no cell of a column that a spreadsheet has added, unless it is filled', async () => {
    const file = csv(`${HEAD},,`, 'x,XOF,+2250701020300,,,,,', 'x,XOF,+2250701020301,,,,,full');
    const { text } = await check({ file });
    expect(text).not.toMatch(/name="cell-1-[67]"|name="cell-2-6"/);
    expect(text).toMatch(/<label for="cell-2-7">Column 8<\/label>[\s\S]*value="full"/);
  });

  it('order the right rows of a file and tell of the others', async () => {
    const file = csv(HEAD, '5101,XOF,+2250701020300,,part-1,', 'x,XOF,+2250701020300,,part-2,');
    const report = await check({ file, mode: 'accept_valid', account: 'djamo' });
    expect(report.text).toContain('Order the payouts (1)');
    const sent = await visitor.send('batches', inputsIn(report.text));
    expect(sent.text).toContain('Rows: 2; accepted: 1; left out: 1');
    expect(sent.text).toContain('<dt>Ordered by</dt><dd>shop</dd>');
    expect(sent.text).toMatch(
      /<h2>Rows that were left out<\/h2>[\s\S]*<td class="number" [^>]*>2<\/td><td [^>]*><code>amount<\/code>/,
    );
  });

  it('ask to confirm what looks like a duplicate', async () => {
    const file = () => csv(HEAD, '5201,XOF,+2250701020300,,,', '5201,XOF,+2250701020300,,,');
    const report = await check({ file: file() });
    expect(report.text).toContain('Rows that look like payouts ordered already: 1');
    const refused = await visitor.send('batches', inputsIn(report.text));
    expect(refused.text).toContain('Rows that look like payouts ordered already: 1');
    const sent = await visitor.send('batches', { ...inputsIn(refused.text), confirmDuplicates: 'true' });
    expect(sent.place).toMatch(/^\/console\/batches\/[0-9a-f-]{36}$/);
  });

  it('refuse what is no such file, and say why', async () => {
    const none = await check({});
    expect([none.status, none.text.includes('Choose a file first.')]).toEqual([422, true]);
    for (const [file, why] of [
      [csv('amount,currency,amont', '1,XOF,2'), '<code>amont</code>'],
      [csv(HEAD), 'must have 1 to 10000 rows'],
      [new Blob([new Uint8Array([0, 1, 2, 3])]), 'must be a text file'],
      [csv(HEAD, '"open'), 'a quote is not closed'],
    ] as const) {
      const refused = await check({ file });
      expect([refused.status, refused.text.includes(why)]).toEqual([422, true]);
    }
    const odd = await check({ file: csv(HEAD, '1,XOF,,,,'), mode: 'nonsense' });
    expect([odd.status, odd.text.includes('must be all_or_nothing or accept_valid')]).toEqual([422, true]);
    const large = await check({ file: new Blob([new Uint8Array(8 * 1_024 * 1_024 + 1)]) });
    expect([large.status, large.text.includes('8 MiB')]).toEqual([413, true]);
    const crumbs = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(20_000);
    for (const [body, type] of [
      [`${crumbs}--x--\r\n`, 'multipart/form-data; boundary=x'],
      ['a=1&'.repeat(20_000), 'application/x-www-form-urlencoded'],
    ] as const) {
      const many = await visitor.fetch('batches/check', { method: 'POST', body, headers: { 'content-type': type } });
      expect(many.status).toBe(413);
    }
    const broken = await visitor.fetch('batches/check', {
      method: 'POST',
      body: '--x\r\nnot a part',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(broken.status).toBe(400);
  });

  it('let somebody else approve a batch, which is watched by events until it is over', async () => {
    const report = await check({
      file: csv(HEAD, '150,XOF,,awa@example.com,,Bonus', '160,XOF,,abou@example.com,,Bonus'),
    });
    expect(report.text).toContain('To be approved before they are sent: 2. Approvers needed: 1.');
    const { place, text } = await visitor.send('batches', inputsIn(report.text));
    expect(text).toMatch(/<noscript><meta http-equiv="refresh" content="5"><\/noscript>/);
    expect((await visitor.get(`${place}?still`)).text).not.toContain('http-equiv="refresh"');
    expect((await visitor.get('batches')).text).toContain('to approve: 2');
    const own = await visitor.send(`${place}/approve`, {});
    expect([own.status, own.text.includes('Who ordered a payout cannot decide about it.')]).toEqual([403, true]);
    const stream = await visitor.fetch(`${place}/progress`);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = stream.text();
    const chief = new ConsoleVisitor(world.service.url);
    await chief.signIn(CHIEF_KEY);
    expect((await chief.get(place)).text).toMatch(
      /<button class="primary"[^>]* data-approve>Approve the payouts \(2\)/,
    );
    expect((await chief.send(`${place}/cancel`, {})).status).toBe(403);
    await chief.get(place);
    await chief.send(`${place}/approve`, {});
    const told = await events;
    expect(told).toMatch(/^data: ".*to approve/);
    expect(told).toMatch(/data: ".*All payouts are finished: 2.*"\n\nevent: over\ndata: 1\n\n$/);
    const after = await visitor.get(place);
    expect(after.text).not.toMatch(/data-live|http-equiv="refresh"/);
    const results = await visitor.fetch(`${place}/results.csv`);
    expect([results.headers.get('content-disposition'), (await results.text()).split('\r\n')[1]]).toEqual([
      'attachment; filename="results.csv"',
      expect.stringMatching(/^150,XOF,,awa@example.com,,Bonus,[0-9a-f-]{36},paid/),
    ]);
  });

  it('cancel what was not sent', async () => {
    const report = await check({ file: csv(HEAD, '170,XOF,,nobody@example.com,,Bonus') });
    const { place } = await visitor.send('batches', inputsIn(report.text));
    const canceled = await visitor.send(`${place}/cancel`, {});
    expect([canceled.place, canceled.text.includes('>canceled</span>')]).toEqual([place, true]);
  });

  it('are there for who may read, and to upload for who may write', async () => {
    await visitor.signIn(READER_KEY);
    expect((await visitor.get('batches')).text).not.toContain('batches/new');
    expect((await visitor.get('batches/new')).status).toBe(403);
    expect((await visitor.send('batches', { csv: `${HEAD}\n5000,XOF,+2250701020300,,,` })).status).toBe(403);
    await visitor.signIn(OTHER_KEY);
    expect((await visitor.get('batches')).text).toContain('Nothing to show.');
    const [mine] = (await world.call<{ data: { id: string }[] }>('GET', '/v1/batches')).body.data;
    for (const below of ['', '/progress', '/results.csv']) {
      expect((await visitor.fetch(`batches/${mine?.id}${below}`)).status).toBe(404);
    }
  });

  it('end their streams with the service', async () => {
    const report = await check({ file: csv(HEAD, '180,XOF,,waits@example.com,,Bonus') });
    const { place } = await visitor.send('batches', inputsIn(report.text));
    const stream = await visitor.fetch(`${place}/progress`);
    const told = stream.text();
    const started = Date.now();
    await world.restart('SIGTERM');
    expect(await told).not.toContain('event: over');
    // The stream itself would have lasted a minute.
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it('let the list of payouts be taken along as CSV', async () => {
    await world.create({ ...toPhone('00', '7007'), reference: 'in-the-file' });
    expect((await visitor.get('payouts?reference=in-the-file')).text).toContain(
      '/console/payouts/export.csv?reference=in-the-file"',
    );
    const file = await (await visitor.fetch('payouts/export.csv?reference=in-the-file')).text();
    expect(file.split('\r\n')).toHaveLength(3);
    expect((await visitor.fetch('payouts/export.csv?status=nonsense')).status).toBe(422);
  });
});

describe.each(DATABASES)('the pages of webhooks, reconciliation and keys on $name', (kind) => {
  let world: World;
  let visitor: ConsoleVisitor;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    world = await World.start(kind, { API_KEYS, WEBHOOK_ALLOWED_HOSTS: new URL(receiver.url).host });
  });
  afterAll(async () => {
    await world.stop();
    await receiver.stop();
  });
  beforeEach(async () => {
    visitor = new ConsoleVisitor(world.service.url);
    await visitor.signIn(KEY);
  });

  it('make a webhook endpoint, test it, show its deliveries, and send them again', async () => {
    await visitor.get('webhooks');
    const wrong = await visitor.send('webhooks', { url: 'http://10.0.0.1/' });
    expect([wrong.status, wrong.text.includes('<code>url</code>')]).toEqual([422, true]);
    const made = await visitor.send('webhooks', { url: `${receiver.url}?a=<b>` });
    receiver.secret = /<code>(whsec_[^<]+)<\/code>/.exec(made.text)?.[1] ?? '';
    expect(receiver.secret).not.toBe('');
    const place = /href="(\/console\/webhooks\/[0-9a-f-]{36})"/.exec(made.text)?.[1] ?? '';
    expect((await visitor.get(place)).text).not.toContain('whsec_');
    expect((await visitor.send(`${place}/test`, {})).place).toBe(place);
    const delivered = await until(async () => {
      const page = await visitor.get(`${place}?status=delivered&type=endpoint.test`);
      return page.text.includes('>delivered</span>') ? page : null;
    });
    expect(delivered.text).toContain('100 %');
    const retry = /action="([^"]+\/retry)"/.exec(delivered.text)?.[1] ?? '';
    expect((await visitor.send(retry, {})).place).toBe(place);
    await until(async () => ((await visitor.get(place)).text.includes('data-label="Attempts">2</td>') ? true : null));
    expect((await visitor.get(`${place}?status=nonsense`)).status).toBe(422);
    expect((await visitor.send(`${place}/disable`, {})).text).toContain('disabled: on request');
    expect((await visitor.send(`${place}/enable`, {})).text).toContain('>enabled</span>');
    const recovered = await visitor.send(`${place}/recover`, { since: '2020-01-01T00:00' });
    expect(recovered.text).toMatch(/Deliveries that are sent now: \d+\./);
    expect((await visitor.send(`${place}/recover`, { since: 'nonsense' })).status).toBe(422);
    await visitor.signIn(OTHER_KEY);
    expect((await visitor.get('webhooks')).text).not.toContain(place);
    expect((await visitor.get(place)).status).toBe(404);
    await visitor.signIn(READER_KEY);
    expect((await visitor.get('webhooks')).status).toBe(403);
  });

  it('start a comparison of statements and show what differs', async () => {
    const { id } = (await world.create(toPhone('00', '7100'))).body;
    await world.settled(id);
    await world.sandbox('djamo', 'POST', `transactions/${id}`, { status: 'failed' });
    await visitor.get('reconciliation');
    const started = await visitor.send('reconciliation', { kind: 'statement', account: 'djamo', since: '', until: '' });
    expect(started.place).toMatch(/^\/console\/reconciliation\/[0-9a-f-]{36}$/);
    const told = await (await visitor.fetch(`${started.place}/progress`)).text();
    expect(told).toMatch(/event: over\ndata: 1\n\n$/);
    const done = await visitor.get(started.place);
    expect(done.text).toContain('>done</span>');
    expect(done.text).toContain(`/console/payouts/${id}"`);
    expect(done.text).not.toContain('data-live');
    const all = await visitor.get('reconciliation/discrepancies?account=djamo&since=2020-01-01T00:00');
    expect(all.text).toContain(`/console/payouts/${id}"`);
    expect((await visitor.get('reconciliation')).text).toContain(started.place);
    expect((await visitor.send('reconciliation', { kind: 'nonsense' })).status).toBe(422);
    await visitor.signIn(CHIEF_KEY);
    for (const page of ['reconciliation', started.place, `${started.place}/progress`]) {
      expect((await visitor.get(page)).status).toBe(403);
    }
  });

  it('make a key that is shown once, and revoke it', async () => {
    await visitor.signIn(CLERK_KEY);
    await visitor.get('keys');
    const made = await visitor.send('keys', { consumer: 'app', 'scope-payouts:write': 'payouts:write', days: '30' });
    const key = /<code>(ck_[^<]+)<\/code>/.exec(made.text)?.[1] ?? '';
    const list = await visitor.get('keys');
    expect(list.text).not.toContain(key);
    const app = new ConsoleVisitor(world.service.url);
    expect((await app.signIn(key)).text).toContain('<span>app</span>');
    const id = key.slice(3, 19);
    const listed = await cauri(world.settings, 'keys', 'list', '--json');
    expect(JSON.parse(listed.stdout).data).toContainEqual(
      expect.objectContaining({ id, consumer: 'app', scopes: ['payouts:write'], expiresAt: expect.any(String) }),
    );
    expect((await visitor.send(`keys/${id}/revoke`, {})).text).toContain('>revoked</span>');
    expect((await app.get('')).place).toContain('/console/sign-in');
    expect((await visitor.send('keys/nothing/revoke', {})).status).toBe(404);
    for (const fields of [
      { consumer: 'two words', 'scope-payouts:write': 'payouts:write' },
      { consumer: 'app' },
      { consumer: 'app', 'scope-payouts:write': 'payouts:write', days: '0' },
    ] as Record<string, string>[]) {
      await visitor.get('keys');
      expect((await visitor.send('keys', fields)).status).toBe(422);
    }
  });

  it('give no key with which one person could be two', async () => {
    for (const [signedIn, scope] of [
      [CLERK_KEY, 'payouts:approve'],
      [KEY, 'payouts:approve'],
      [KEY, 'payouts:write'],
    ] as const) {
      await visitor.signIn(signedIn);
      expect((await visitor.get('keys')).text).not.toContain(`name="scope-${scope}"`);
      const refused = await visitor.send('keys', { consumer: 'second', [`scope-${scope}`]: scope });
      expect([refused.status, refused.text.includes('ck_')]).toEqual([403, false]);
    }
    await visitor.signIn(OTHER_KEY);
    expect((await visitor.get('keys')).status).toBe(403);
  });
});

describe.each(ONE_DATABASE)('the cookie of the console on $name', (kind) => {
  it('is sent back over TLS alone, except on this machine', async () => {
    const world = await World.start(kind, { API_KEYS });
    const cookieAt = (host: string) => {
      const url = `${world.service.url}/console/sign-in`;
      return new Promise<string | undefined>((resolve, reject) => {
        // fetch() does not let anybody set the host.
        const asked = request(url, { headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.headers['set-cookie']?.[0]);
        });
        asked.on('error', reject).end();
      });
    };
    expect(await cookieAt('cauri.example.com')).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
    expect(await cookieAt('127.0.0.1.example.com')).toMatch(/; Secure$/);
    expect(await cookieAt('localhost:3000')).toMatch(/; HttpOnly; SameSite=Strict$/);
    await world.stop();
  });
});

/** The values of the inputs of a page, as a browser would send them back. */
function inputsIn(text: string): Record<string, string> {
  const main = text.slice(text.indexOf('<main'));
  const fields = [...main.matchAll(/<input ([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const name = /name="([^"]*)"/.exec(attributes)?.[1];
    const unchecked = /type="(radio|checkbox)"/.test(attributes) && !/ checked/.test(attributes);
    return name === undefined || unchecked
      ? []
      : [[name, plain(/value="([^"]*)"/.exec(attributes)?.[1] ?? '')] as const];
  });
  return Object.fromEntries(fields);
}

function plain(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (whole, name: string) => characters[name] ?? whole);
}
