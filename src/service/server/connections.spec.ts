import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { boundConnections, connectionLimit } from './connections.js';

const MAX = 3;

describe('boundConnections', () => {
  let server: Server;
  const sockets: Socket[] = [];

  async function start(answer: RequestListener): Promise<void> {
    server = createServer(answer);
    boundConnections(server, MAX);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Connects a client and sends the text. Returns after the server has accepted the connection. */
  async function client(text: string): Promise<Socket> {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await Promise.all([once(server, 'connection'), once(socket, 'connect')]);
    socket.write(text);
    return socket;
  }

  const answered = async (socket: Socket) => String((await once(socket, 'data'))[0]).split('\r\n', 1)[0];
  const request = (method = 'GET', more = '') => `${method} / HTTP/1.1\r\nhost: x\r\n${more}\r\n`;

  it('gives the place of the oldest that has not sent its request to a new one', async () => {
    await start((_, response) => response.end('ok'));
    const halves: Socket[] = [];
    for (let index = 0; index < MAX; index += 1) halves.push(await client('GET / HTTP/1.1\r\nhost'));
    const gone = once(halves[0] as Socket, 'close');
    expect(await answered(await client(request()))).toBe('HTTP/1.1 200 OK');
    await gone;
    expect(halves.slice(1).map(({ destroyed }) => destroyed)).toEqual([false, false]);
  });

  it('gives the place of one that sends no end of its body', async () => {
    await start((message, response) => message.resume().on('end', () => response.end('ok')));
    const [first] = [await client(request('POST', 'content-length: 9\r\n')), await client(''), await client('')];
    const gone = once(first, 'close');
    expect(await answered(await client(request()))).toBe('HTTP/1.1 200 OK');
    await gone;
  });

  it('gives the place of an answer that nobody reads', async () => {
    const large = Buffer.alloc(32 * 1_048_576);
    let begun = 0;
    await start((_, response) => {
      begun += 1;
      response.end(begun > MAX ? 'ok' : large);
    });
    for (let index = 0; index < MAX; index += 1) (await client(request())).pause();
    while (begun < MAX) await once(server, 'request');
    expect(await answered(await client(request()))).toBe('HTTP/1.1 200 OK');
  });

  it('takes no place from a request that is being worked on', async () => {
    const waiting: (() => void)[] = [];
    await start((_, response) => void waiting.push(() => response.end('ok')));
    const workers: Socket[] = [];
    for (let index = 0; index < MAX; index += 1) workers.push(await client(request()));
    while (waiting.length < MAX) await once(server, 'request');
    await once(await client(request()), 'close');
    const answers = Promise.all(workers.map(answered));
    for (const answer of waiting) answer();
    expect(await answers).toEqual(Array(MAX).fill('HTTP/1.1 200 OK'));
    // Their requests are answered, so these idle connections are the first to be closed.
    expect(await Promise.all([once(workers[0] as Socket, 'close'), client(request())])).toHaveLength(2);
  });
});

describe('connectionLimit', () => {
  it('leaves files to the database and to the providers', () => {
    expect(connectionLimit()).toBeGreaterThan(0);
    expect(connectionLimit()).toBeLessThanOrEqual(2_048);
  });
});
