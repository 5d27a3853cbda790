import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { closedPort, type HttpServer, listen, listenTcp } from '../../test/support/http-server.js';
import { SELF_SIGNED } from '../../test/support/self-signed.js';
import { NoAnswerError, ProviderHttp, type ProviderHttpSettings } from './provider-http.js';

const SECRETS = { headers: { authorization: 'Bearer s3cret' }, body: { recipient: '+2250701020304' } };
const open: { close(): Promise<void> }[] = [];

async function serve(...args: Parameters<typeof listen>): Promise<HttpServer> {
  const server = await listen(...args);
  open.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

function http(settings: Partial<ProviderHttpSettings> = {}): ProviderHttp {
  return new ProviderHttp({ timeoutMs: 5_000, proxy: null, ...settings });
}

function post(url: string, settings: Partial<ProviderHttpSettings> = {}) {
  return http(settings).request({ method: 'POST', url: `${url}/v1/secret-path`, ...SECRETS });
}

async function failure(call: Promise<unknown>): Promise<NoAnswerError> {
  const error = await call.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof NoAnswerError)) throw error;
  return error;
}

describe('an answer of a provider', () => {
  it('is told as status and JSON, whatever the status', async () => {
    for (const status of [200, 201, 400, 401, 409, 422, 429, 500, 503]) {
      const { url } = await serve((response) => response.writeHead(status).end('{"id":1}'));
      expect(await post(url)).toEqual({ status, json: { id: 1 }, page: false, retryAfterMs: null });
    }
  });

  it.each(['<html>', '', '{"id":', 'id=1'])('is no JSON: %j', async (body) => {
    const { url } = await serve((response) => response.end(body));
    expect(await post(url)).toMatchObject({ status: 200, json: undefined });
  });

  it.each([301, 302, 303, 307, 308])('that redirects with %i is an answer, and is not followed', async (status) => {
    const target = await serve((response) => response.end('{}'));
    const { url, arrived } = await serve((response) => response.writeHead(status, { location: target.url }).end());
    expect((await post(url)).status).toBe(status);
    expect([arrived.length, target.arrived.length]).toEqual([1, 0]);
  });

  it('may be a mebibyte long, and no longer', async () => {
    const length = (bytes: number) => serve((response) => response.end(`"${'x'.repeat(bytes - 2)}"`));
    expect(await post((await length(1_048_576)).url)).toMatchObject({ status: 200, json: expect.any(String) });
    expect(await failure(post((await length(1_048_577)).url))).toMatchObject({
      code: 'ERR_ANSWER_TOO_LONG',
      connected: true,
    });
  });

  it.each([
    ['5', 5_000],
    [' 5 ', 5_000],
    ['0', 1_000],
    ['3600', 3_600_000],
    ['99999999', 3_600_000],
    ['Thu, 15 Jan 2026 12:00:10 GMT', 10_000],
    ['Thu, 15 Jan 2026 11:00:00 GMT', 1_000],
    ['Fri, 16 Jan 2026 12:00:00 GMT', 3_600_000],
    ['soon', null],
    ['', null],
    ['-5', expect.anything()],
  ])('with Retry-After %j waits %s ms', async (value, ms) => {
    const headers = { 'retry-after': value, date: 'Thu, 15 Jan 2026 12:00:00 GMT' };
    const { url } = await serve((response) => response.writeHead(503, headers).end());
    expect((await post(url)).retryAfterMs).toEqual(ms);
  });
});

describe('a request', () => {
  it('arrives as it was told, with its content type only where there is content', async () => {
    const { url, arrived } = await serve((response) => response.end('{}'));
    await post(url);
    await http().request({ method: 'GET', url: `${url}/v1/credits`, headers: {}, query: { reference: 'a b&c=é' } });
    expect(arrived[0]).toMatchObject({
      method: 'POST',
      url: '/v1/secret-path',
      body: '{"recipient":"+2250701020304"}',
      headers: { authorization: 'Bearer s3cret', 'content-type': 'application/json', accept: 'application/json' },
    });
    expect(arrived[1]).toMatchObject({ method: 'GET', url: '/v1/credits?reference=a+b%26c%3D%C3%A9', body: '' });
    expect(arrived[1]?.headers['content-type']).toBeUndefined();
  });

  it('never meets a connection that was used before', async () => {
    const { url, connections } = await serve((response) => response.end('{}'));
    const client = http();
    for (let count = 0; count < 3; count += 1) await client.request({ method: 'POST', url, headers: {}, body: {} });
    expect(connections()).toBe(3);
  });

  it.each(['first', 'second'])('arrives once when the connection is reset after the %s one was read', async (which) => {
    const { url, arrived } = await serve((response) => {
      if (which === 'first' || arrived.length === 2) response.socket?.resetAndDestroy();
      else response.end('{}');
    });
    const client = http();
    const call = () => client.request({ method: 'POST', url, ...SECRETS });
    if (which === 'second') await call();
    expect((await failure(call())).connected).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(arrived).toHaveLength(which === 'first' ? 1 : 2);
  });

  it('of a read keeps its connection, which no POST then uses', async () => {
    const { url, connections } = await serve((response) => response.end('{}'));
    const client = http();
    for (let read = 0; read < 20; read += 1) await client.request({ method: 'GET', url, headers: {} });
    const kept = connections();
    expect(kept).toBeLessThan(10);
    for (let sent = 0; sent < 3; sent += 1) await client.request({ method: 'POST', url, ...SECRETS });
    expect(connections()).toBe(kept + 3);
  });

  it('goes past every proxy of the environment', async () => {
    const proxy = await serve((response) => response.end('{"proxy":true}'));
    const { url } = await serve((response) => response.end('{"direct":true}'));
    const before = { ...process.env };
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
    try {
      for (const name of names) process.env[name] = proxy.url;
      Object.assign(process.env, { NO_PROXY: '', no_proxy: '', NODE_USE_ENV_PROXY: '1' });
      expect((await post(url)).json).toEqual({ direct: true });
    } finally {
      process.env = before;
    }
    expect(proxy.connections()).toBe(0);
  });
});

describe('no connection', () => {
  it('is proven when nobody listens', async () => {
    const error = await failure(post(`http://127.0.0.1:${await closedPort()}`));
    expect(error).toMatchObject({ code: 'ECONNREFUSED', connected: false, message: 'no connection (ECONNREFUSED)' });
  });

  it('is proven when no address of a name answers', async () => {
    const error = await failure(post(`http://localhost:${await closedPort()}`));
    expect(error).toMatchObject({ code: 'ECONNREFUSED', connected: false });
  });

  it('is proven when the name is unknown', async () => {
    expect(await failure(post('http://cauri-does-not-exist.invalid'))).toMatchObject({ connected: false });
  });

  it('is proven when its set-up takes too long', async () => {
    const silent = await listenTcp(() => undefined);
    open.push(silent);
    const error = await failure(post(`https://127.0.0.1:${silent.port}`, { timeoutMs: 2_000 }));
    expect(error).toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT', connected: false });
  });

  it('is proven when the certificate is not trusted', async () => {
    let arrived = 0;
    const server = createTlsServer(SELF_SIGNED, (_, response) => {
      arrived += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    open.push({ close: async () => void server.close() });
    const { port } = server.address() as AddressInfo;
    expect(await failure(post(`https://127.0.0.1:${port}`))).toMatchObject({ connected: false });
    expect(arrived).toBe(0);
  });
});

describe('a request that was given up', () => {
  const DEADLINE_MS = 100;

  it('is not begun any more, also when its connection stands in the same turn of the event loop', async () => {
    const provider = await serve((response) => response.end('{}'));
    const call = failure(post(provider.url, { timeoutMs: DEADLINE_MS }));
    for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => process.nextTick(resolve));
    // Blocks the process until both the timeout and the connection are due. The timeout is then handled first.
    const end = performance.now() + 4 * DEADLINE_MS;
    while (performance.now() < end);
    expect(await call).toMatchObject({ code: 'TimeoutError', connected: false });
    // Once this later request has arrived, nothing sent before it can still arrive.
    await post(provider.url);
    expect(provider.arrived).toHaveLength(1);
  });
});

describe('no answer', () => {
  it.each<[string, Parameters<typeof listen>[0]]>([
    ['nothing comes', () => undefined],
    ['only headers come', (response) => void response.writeHead(200).flushHeaders()],
    ['it comes too slowly', (response) => void setInterval(() => response.write(' '), 20).unref()],
  ])('is told after the deadline, by a readable code, when %s', async (_, answer) => {
    const { url } = await serve(answer);
    const begun = performance.now();
    const error = await failure(post(url, { timeoutMs: 300 }));
    expect(performance.now() - begun).toBeLessThan(1_500);
    expect(error.connected).toBe(true);
    expect(error.code).toMatch(/^[A-Z][A-Za-z_]+$/);
  });

  it.each<[string, Parameters<typeof listen>[0]]>([
    ['is closed before the answer', (response) => void response.socket?.destroy()],
    [
      'is closed in the middle of it',
      (response) => void response.writeHead(200, { 'content-length': 99 }).write('{', () => response.socket?.destroy()),
    ],
    ['speaks another protocol', (response) => void response.socket?.end('SSH-2.0\r\n\r\n')],
  ])('may have been executed when the connection %s', async (_, answer) => {
    const { url, arrived } = await serve(answer);
    expect((await failure(post(url))).connected).toBe(true);
    expect(arrived).toHaveLength(1);
  });

  it('carries neither URL, header nor body', async () => {
    const { url } = await serve((response) => response.socket?.destroy());
    const errors = [await failure(post(url)), await failure(post(`http://127.0.0.1:${await closedPort()}`))];
    for (const error of errors) {
      const all = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)} ${error.message}`;
      expect(all).not.toMatch(/s3cret|secret-path|0701020304|127\.0\.0\.1/);
      expect(error.cause).toBeUndefined();
    }
  });
});
