import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type HttpServer, listen } from '../../test/support/http-server.js';
import { ProviderHttp } from './provider-http.js';

type OnConnect = (request: IncomingMessage, socket: Socket) => void;

const tunnel: OnConnect = ({ url = '' }, socket) => {
  const [host, port] = url.split(':');
  const target = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    target.pipe(socket).pipe(target);
  });
  target.on('error', () => socket.destroy());
};

/** Starts a proxy and counts the tunnels that were requested from it. */
async function proxyThat(onConnect: OnConnect) {
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = createServer();
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked += 1;
    socket.on('error', () => undefined);
    onConnect(request, socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked, close };
}

describe('through an egress proxy', () => {
  let provider: HttpServer;
  beforeEach(async () => {
    provider = await listen((response) => response.end('{"ok":true}'));
  });
  afterEach(() => provider.close());

  /** Returns the result of a POST with a timeout of 500 ms, or says that it had none after two seconds. */
  async function outcome(proxy: string): Promise<string> {
    const http = new ProviderHttp({ timeoutMs: 500, proxy });
    const call = http.request({ method: 'POST', url: provider.url, headers: {}, body: {} });
    const told = call.then(
      ({ status }) => `HTTP ${status}`,
      () => 'no answer',
    );
    return Promise.race([told, new Promise<string>((resolve) => setTimeout(resolve, 2_000, 'still under way'))]);
  }

  it('a request arrives, once', async () => {
    const proxy = await proxyThat(tunnel);
    expect(await outcome(proxy.url)).toBe('HTTP 200');
    expect([proxy.asked(), provider.arrived.length]).toEqual([1, 1]);
    proxy.close();
  });

  it.each([403, 407, 502])('a refused tunnel (%i) ends the request', async (status) => {
    const proxy = await proxyThat((_, socket) => void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
    expect(await outcome(proxy.url)).toBe('no answer');
    expect([proxy.asked(), provider.arrived.length]).toEqual([1, 0]);
    proxy.close();
  });

  it('the deadline ends a request whose tunnel never comes', async () => {
    const proxy = await proxyThat(() => undefined);
    expect(await outcome(proxy.url)).toBe('no answer');
    proxy.close();
  });

  it('the deadline ends a request whose tunnel is cut again and again', async () => {
    const proxy = await proxyThat((_, socket) => void socket.destroy());
    expect(await outcome(proxy.url)).toBe('no answer');
    proxy.close();
  });

  it('a proxy that cuts its tunnels is not asked again after the deadline', async () => {
    const proxy = await proxyThat((_, socket) => void socket.destroy());
    await outcome(proxy.url);
    // Lets everything arrive that was sent before the timeout.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = proxy.asked();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const askedLater = proxy.asked() - asked;
    proxy.close();
    expect(askedLater).toBe(0);
  });

  it('a request that was given up is never sent afterwards', async () => {
    const waiting: (() => void)[] = [];
    const proxy = await proxyThat((request, socket) => void waiting.push(() => tunnel(request, socket)));
    await outcome(proxy.url);
    for (const go of waiting) go();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(provider.arrived).toEqual([]);
    proxy.close();
  });
});
