import { closedPort, type HttpServer, listen } from '../../../test/support/http-server.js';
import { WebhookSender } from './webhook-sender.js';
import { AllowedHosts, webhookUrlProblem } from './webhook-url.js';

/** URLs that lead, or may later lead, to something else than a consumer's server on the public internet. */
const HOSTILE = [
  'http://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'javascript:alert(1)',
  'data:text/plain,x',
  'https://',
  'https:///example.com@127.0.0.1/',
  'https://user:secret@example.com/',
  'https://example.com@127.0.0.1/',
  'https://example.com/#fragment',
  'https://exam ple.com/',
  'https://example.com/\nHost: evil',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://127.0.0.1.:443/',
  'https://127.255.255.254/',
  'https://0/',
  'https://0.0.0.0/',
  'https://10.0.0.1/',
  'https://10.255.255.255/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://0xa9fea9fe/',
  'https://192.0.0.170/',
  'https://192.0.2.1/',
  'https://192.88.99.1/',
  'https://198.18.0.1/',
  'https://198.51.100.1/',
  'https://203.0.113.1/',
  'https://224.0.0.1/',
  'https://239.255.255.250/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::a00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2002:a00:1::1]/',
  'https://[2001:0:7f00:1::1]/',
  'https://[2001:db8::1]/',
  'https://[fc00::1]/',
  'https://[fd12:3456:789a::1]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://[100::1]/',
  'https://[4000::1]/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://api.localhost/',
  'https://printer.local/',
  'https://metadata.google.internal/',
  'https://redis/',
  'https://kubernetes/',
  'https://①②⑦.⓪.⓪.①/',
  `https://example.com/${'x'.repeat(2_000)}`,
];

/** Addresses to which a harmless host name may resolve. */
const HOSTILE_ANSWERS = [
  ['127.0.0.1'],
  ['10.1.2.3'],
  ['169.254.169.254'],
  ['::1'],
  ['::ffff:10.0.0.1'],
  ['64:ff9b::a9fe:a9fe'],
  ['2002:7f00:1::'],
  ['2001:0:a00:1::'],
  ['fd00::1'],
  ['0.0.0.0'],
  ['93.184.215.14', '127.0.0.1'],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::1'],
  [],
];

const NOBODY = new AllowedHosts([]);
const MESSAGE = { headers: {}, payload: '{}' };

describe('where webhooks go', () => {
  let server: HttpServer;
  const senders: WebhookSender[] = [];

  beforeAll(async () => {
    server = await listen((response) => response.end('ok'));
  });
  afterAll(async () => {
    for (const one of senders) await one.close();
    await server.close();
  });

  function sender(allowed: readonly string[], addresses?: () => readonly string[]): WebhookSender {
    const resolve = async () =>
      (addresses?.() ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const made = new WebhookSender(new AllowedHosts(allowed), 1_000, addresses && resolve);
    senders.push(made);
    return made;
  }

  it('has more than sixty hostile URLs to tell apart', () => {
    expect(HOSTILE.length).toBeGreaterThan(60);
  });

  it.each(HOSTILE)('refuses %s', (url) => {
    expect(webhookUrlProblem(url, NOBODY)).toEqual(expect.any(String));
  });

  it.each([
    'https://example.com',
    'https://hooks.example.com:8443/cauri?shop=7',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://xn--caf-dma.example/',
  ])('takes %s', (url) => {
    expect(webhookUrlProblem(url, NOBODY)).toBeNull();
  });

  it.each(HOSTILE.filter((url) => URL.canParse(url) && /^https?:/.test(url)))(
    'connects to nothing for %s, even when it was stored',
    async (url) => {
      const answer = await sender([], () => ['127.0.0.1']).send({ url, ...MESSAGE });
      expect(answer).toMatchObject({ status: null, error: 'FORBIDDEN_ADDRESS' });
    },
  );

  it.each(HOSTILE_ANSWERS.map((addresses) => ({ addresses })))(
    'connects to nothing when a name stands for $addresses',
    async ({ addresses }) => {
      const url = `https://hooks.example.com:${server.port}/`;
      const answer = await sender([], () => addresses).send({ url, ...MESSAGE });
      expect(answer).toMatchObject({ status: null, error: 'FORBIDDEN_ADDRESS' });
      expect(server.connections()).toBe(0);
    },
  );

  it('looks at the address of each connection, whatever the name stood for before', async () => {
    const answers = [['127.0.0.1'], ['93.184.215.14', '10.0.0.1'], ['::1']];
    let asked = 0;
    const rebinding = sender([], () => answers[asked++ % answers.length] ?? []);
    for (const _ of answers) {
      const answer = await rebinding.send({ url: `https://rebind.example.com:${server.port}/`, ...MESSAGE });
      expect(answer.error).toBe('FORBIDDEN_ADDRESS');
    }
    expect(asked).toBe(answers.length);
    expect(server.connections()).toBe(0);
  });

  it('goes to an IPv6 address that is allowed', async () => {
    const url = `http://[::1]:${await closedPort()}/`;
    const allowed = [new URL(url).host];
    expect(webhookUrlProblem(url, new AllowedHosts(allowed))).toBeNull();
    // Nobody listens there, or this machine has no IPv6.
    const { status, error } = await sender(allowed).send({ url, ...MESSAGE });
    expect({ status, tried: error !== 'FORBIDDEN_ADDRESS' }).toEqual({ status: null, tried: true });
  });

  it.each(['127.0.0.1', 'the port too'])('goes without TLS to a host that is allowed: %s', async (how) => {
    const allowed = [how === '127.0.0.1' ? how : `127.0.0.1:${server.port}`];
    expect(webhookUrlProblem(server.url, new AllowedHosts(allowed))).toBeNull();
    const before = server.arrived.length;
    expect(await sender(allowed).send({ url: server.url, ...MESSAGE })).toMatchObject({ status: 200, body: 'ok' });
    expect(server.arrived).toHaveLength(before + 1);
    const elsewhere = sender(['127.0.0.1:1']);
    expect(webhookUrlProblem(server.url, new AllowedHosts(['127.0.0.1:1']))).toEqual(expect.any(String));
    expect((await elsewhere.send({ url: server.url, ...MESSAGE })).error).toBe('FORBIDDEN_ADDRESS');
  });
});
