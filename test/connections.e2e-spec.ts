import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { ONE_DATABASE } from './support/databases.js';
import { until, World } from './support/world.js';

describe.each(ONE_DATABASE)('connections', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind);
  });
  afterAll(() => world.stop());

  async function open(text: string): Promise<Socket> {
    const port = Number(new URL(world.service.url).port);
    // It closes nothing by itself, whatever the other side does.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.pause();
    socket.write(text);
    return socket;
  }

  /** By a connection of its own: one that is kept is not used, and may be pushed out just when it is asked. */
  const isAnswered = async (): Promise<number | undefined> => {
    const [answer] = await once(get(`${world.service.url}/health/ready`, { agent: false }), 'response');
    answer.resume();
    return answer.statusCode;
  };
  const openOf = (sockets: readonly Socket[]) => sockets.filter(({ destroyed }) => !destroyed);

  it('with half a request, of whoever reads nothing, hold nobody up and are closed', async () => {
    const starts = ['', 'GET / HT', 'GET /health/ready HTTP/1.1\r\nhost', 'NOT HTTP\r\n\r\n'];
    const sockets = await Promise.all(
      Array.from({ length: 450 }, (_, index) => open(starts[index % starts.length] ?? '')),
    );
    expect(await isAnswered()).toBe(200);
    await until(async () => {
      for (const socket of openOf(sockets)) {
        // Sent to one that is gone, it fails; to one that is half open it does not.
        socket.resume().write('x');
      }
      return openOf(sockets).length === 0 ? true : null;
    }, 60_000);
  });

  it('beyond the bound push out those that are not used', async () => {
    const sockets = await Promise.all(Array.from({ length: 2_300 }, () => open('GET / HTTP/1.1\r\nhost')));
    for (let count = 0; count < 20; count += 1) expect(await isAnswered()).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  it('get the page of the documentation with what it needs, and nothing from elsewhere', async () => {
    const page = await fetch(`${world.service.url}/docs`);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    const html = await page.text();
    expect(html).not.toMatch(/<script>|<script(?![^>]*src=")/);
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => new URL(file, page.url));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file.origin).toBe(world.service.url);
      const { status, headers } = await fetch(file);
      expect([status, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([
        200,
        'nosniff',
        'DENY',
      ]);
    }
  });
});
