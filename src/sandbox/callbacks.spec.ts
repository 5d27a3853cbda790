import type { ServerResponse } from 'node:http';
import { closedPort, type HttpServer, listen } from '../../test/support/http-server.js';
import { DEFAULT_CALLBACK_SETTINGS } from './callback-settings.js';
import { SandboxCallbacks } from './callbacks.js';
import { Timeline } from './timeline.js';

describe('Callbacks', () => {
  let receiver: HttpServer;
  let answer: (response: ServerResponse) => void;
  let timeline: Timeline;
  let callbacks: SandboxCallbacks;

  beforeEach(async () => {
    answer = (response) => response.end();
    receiver = await listen((response) => answer(response));
    timeline = new Timeline();
    callbacks = new SandboxCallbacks(timeline, { ...DEFAULT_CALLBACK_SETTINGS, callbackRetryMs: 1 });
  });
  afterEach(async () => {
    timeline.stop();
    callbacks.stop();
    await receiver.close();
  });

  const send = (body: object = {}, url = `${receiver.url}/callback?c=secret`) =>
    callbacks.send({ about: 'c1', url, text: JSON.stringify(body) });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
  const tries = async (count: number) => {
    while (callbacks.tries.length < count || callbacks.tries.some(({ status }) => status === null)) await pause();
    return callbacks.tries;
  };
  const statuses = async (count: number) => (await tries(count)).map(({ status }) => status);

  it('writes down every try, without the query of its address', async () => {
    send({ id: 1 });
    expect(await tries(1)).toEqual([
      {
        callback: 1,
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        url: `${receiver.url}/callback`,
        body: { id: 1 },
        status: 200,
        tries: 1,
      },
    ]);
    expect(receiver.arrived[0]?.url).toBe('/callback?c=secret');
  });

  it('tries five times more, with the same body, when the answer is no 2xx', async () => {
    answer = (response) => response.writeHead(500).end();
    send({ id: 1 });
    await tries(6);
    for (let n = 0; n < 5; n += 1) await pause();
    const found = await tries(6);
    expect(found.map(({ callback, status, tries }) => [callback, status, tries])).toEqual(
      [1, 2, 3, 4, 5, 6].map((tries) => [1, 500, tries]),
    );
    expect(receiver.arrived.map(({ body }) => body)).toEqual(Array(6).fill('{"id":1}'));
  });

  it.each([
    [
      'a redirect, which it does not follow',
      (response: ServerResponse) => response.writeHead(307, { location: '/' }).end(),
      307,
    ],
    ['a cut connection', (response: ServerResponse) => response.destroy(), 'unreachable'],
  ])('takes %s for a failure and stops at the first success', async (_what, first, status) => {
    answer = (response) => {
      answer = (next) => next.writeHead(204).end();
      first(response);
    };
    send();
    expect(await statuses(2)).toEqual([status, 204]);
  });

  it('survives an address where nobody listens', async () => {
    send({}, `http://127.0.0.1:${await closedPort()}/`);
    expect(await statuses(6)).toEqual(Array(6).fill('unreachable'));
  });

  it.each(['https://example.com/callback', 'http://cauri.example/', 'https://api.example.org/'])(
    'does not bother the owner of the sample address %s',
    async (url) => {
      send({}, url);
      expect(await statuses(6)).toEqual(Array(6).fill('unreachable'));
    },
  );

  it('waits between tries in sandbox time', async () => {
    const settings = { ...DEFAULT_CALLBACK_SETTINGS, callbackRetryMs: 600_000 };
    callbacks = new SandboxCallbacks(timeline, settings);
    answer = (response) => response.writeHead(503).end();
    send();
    await tries(1);
    await pause();
    timeline.advance(600_000);
    expect((await tries(2)).map(({ tries }) => tries)).toEqual([1, 2]);
  });

  it('keeps the order of what it tells of one transaction to one address', async () => {
    let waiting: ServerResponse | undefined;
    answer = (response) => {
      waiting = response;
      answer = (next) => next.end();
    };
    for (let id = 1; id <= 20; id += 1) send({ id });
    callbacks.send({ about: 'c2', url: receiver.url, text: '{"id":"another"}' });
    while (receiver.arrived.length < 2) await pause();
    await pause();
    expect(receiver.arrived.map(({ body }) => body)).toEqual(['{"id":1}', '{"id":"another"}']);
    waiting?.end();
    await tries(21);
    const ids = receiver.arrived.map(({ body }) => JSON.parse(body).id).filter((id) => id !== 'another');
    expect(ids).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('gives up what is under way when it is stopped', async () => {
    answer = () => undefined;
    send();
    while (receiver.arrived.length === 0) await pause();
    timeline.stop();
    callbacks.stop();
    expect(await statuses(1)).toEqual(['unreachable']);
    await pause();
    expect(callbacks.tries).toHaveLength(1);
  });
});
