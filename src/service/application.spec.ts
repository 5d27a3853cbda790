import { connect } from 'node:net';
import { APP_FILTER } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Authentication } from '../payouts/access/authentication.js';
import { BadKeys } from '../payouts/access/bad-keys.js';
import { authenticateWith } from '../payouts/access/configured-keys.js';
import { AccountsController } from '../payouts/accounts/accounts.controller.js';
import { AccountsService } from '../payouts/accounts/accounts.service.js';
import { ProblemFilter } from '../payouts/http/problem.filter.js';
import { RequestDeadline } from '../payouts/http/request-deadline.js';
import { PayoutsController } from '../payouts/payouts.controller.js';
import { HTTP_STATUS } from '../payouts/payouts.errors.js';
import { PAYOUTS_OPTIONS } from '../payouts/payouts.module-definition.js';
import { DEFAULT_TIMINGS, ENGINE_SETTINGS, SCOPES } from '../payouts/payouts.options.js';
import { PayoutsService } from '../payouts/payouts.service.js';
import { createApplication } from './application.js';
import { PinoLogger } from './logging/pino.logger.js';
import { openApiDocument } from './openapi-document.js';

const SECRET = 'a-secret-of-the-shop';
const ID = '0193c9c5-7f3a-7c8e-9b1e-0123456789ab';
const payouts = { create: jest.fn(), get: jest.fn(), cancel: jest.fn().mockResolvedValue({ status: 'canceled' }) };

class Root {}

function rootModule() {
  const authenticate = authenticateWith([{ consumer: 'shop', secret: SECRET, scopes: SCOPES }]);
  return {
    module: Root,
    controllers: [PayoutsController, AccountsController],
    providers: [
      Authentication,
      { provide: BadKeys, useFactory: () => new BadKeys() },
      RequestDeadline,
      { provide: ENGINE_SETTINGS, useValue: { timings: DEFAULT_TIMINGS } },
      { provide: PayoutsService, useValue: payouts },
      { provide: AccountsService, useValue: { list: async () => ({ data: [] }) } },
      { provide: PAYOUTS_OPTIONS, useValue: { connectors: [], worker: false, api: { authenticate } } },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
  };
}

describe('the standalone HTTP service', () => {
  const lines: string[] = [];
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    const output = { write: (line: string) => lines.push(line) };
    app = await createApplication(rootModule(), new PinoLogger({ level: 'info', format: 'json', output }));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterAll(() => app.close());

  async function send(path: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
    const response = await fetch(url + path, {
      ...init,
      headers: { authorization: `Bearer ${SECRET}`, 'idempotency-key': 'k', ...init.headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  }

  const post = (
    body: string | Uint8Array | undefined,
    type = 'application/json',
    headers: Record<string, string> = {},
  ) =>
    send('/v1/payouts', {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      ...(body !== undefined && { body }),
    });

  it.each([
    ['half a document', '{"amount":', 'must be valid JSON'],
    ['no document', '', 'must be valid JSON'],
    ['a prototype', '{"__proto__":{"x":1}}', 'must be valid JSON'],
    ['a prototype of the constructor', '{"constructor":{"prototype":{"x":1}}}', 'must be valid JSON'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'must be UTF-8'],
  ])('answers %s with 400', async (_, body, message) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_request', errors: [{ field: 'body', message }] });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/problem+json',
    'nonsense',
  ])('answers a body of type %s with 415', async (type) => {
    expect(await post('{}', type)).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  it('answers a body above 64 KiB with 413 and takes one just below', async () => {
    expect(await post(`"${'x'.repeat(65_535)}"`)).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    expect(await post(`"${'x'.repeat(65_534)}"`)).toMatchObject({ status: 422 });
  });

  it('asks for the key before it reads the body', async () => {
    const headers = { authorization: 'Bearer nobody' };
    for (const [body, type] of [
      ['{bad', 'application/json'],
      ['x', 'text/plain'],
      ['x'.repeat(70_000), 'application/json'],
    ] as const) {
      expect((await post(body, type, headers)).status).toBe(401);
    }
  });

  it.each(['', '{}', undefined])('takes the body %j on a route that needs none', async (body) => {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, ...(body !== undefined && { body }) };
    expect((await send(`/v1/payouts/${ID}/cancel`, init)).status).toBe(200);
  });

  it.each(['/', '/v1', '/v2/payouts', '/v1/payouts/%zz', `/v1/payouts/${'a'.repeat(5_000)}`, '/v1/payouts/'])(
    'answers %s with a 404 problem',
    async (path) => {
      const answer = await send(path);
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found', instance: expect.any(String) } });
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    },
  );

  it('answers what is not HTTP with a problem', async () => {
    const { port } = new URL(url);
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('NOT HTTP\r\n\r\n'));
      let received = '';
      socket.on('data', (data) => {
        received += data.toString();
      });
      socket.on('close', () => resolve(received));
    });
    expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'invalid_request', status: 400 });
  });

  it('logs a request with its id and its route, never with its path or its query', async () => {
    for (const [path, route] of [
      ['/v1/accounts?msisdn=0701020304&c=capability', '/v1/accounts'],
      ['/v1/payouts/%2B2250701020304', '/v1/payouts/:id'],
      ['/v1/payouts/0701020304/cancel?c=capability', '(unmatched)'],
      ['/awa%40example.com/0701020304%3Fc=capability', '(unmatched)'],
      ['/v1/payouts/%zz0701020304', '(unmatched)'],
      [`/v1/payouts/${'0701020304'.repeat(50)}`, '(unmatched)'],
    ] as const) {
      lines.length = 0;
      const { headers, status } = await send(path);
      await logged();
      const line = lines.map((text) => JSON.parse(text)).find(({ context }) => context === 'Http');
      expect(line).toMatchObject({ method: 'GET', route, status, requestId: headers.get('x-request-id') });
      expect(lines.join('')).not.toMatch(/0701020304|example|capability|a-secret/);
    }
  });

  /** Waits for a log line, which is written after the response. */
  async function logged(): Promise<void> {
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  it('tells browsers to make nothing of its answers', async () => {
    for (const path of ['/v1/accounts', '/v1/payouts/%zz', '/nothing']) {
      const { headers } = await send(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });

  it('says nothing about an unexpected failure but its id, and logs it', async () => {
    lines.length = 0;
    payouts.get.mockRejectedValueOnce(new Error('broken for +2250701020304 and awa@example.com'));
    const { status, body } = await send(`/v1/payouts/${ID}`);
    expect([status, body.code]).toEqual([500, 'internal_error']);
    const logged = lines.map((line) => JSON.parse(line)).find(({ level }) => level === 'error');
    expect(logged.msg).toBe(`internal_error ${body.instance}: broken for [msisdn] and [e-mail]`);
    expect(logged.stack).toMatch(/at .*application\.spec/);
  });

  it('describes every route, problem code and header', () => {
    const document = openApiDocument(app);
    const text = JSON.stringify(document);
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/payouts', '/v1/payouts/{id}', '/v1/payouts/{id}/cancel', '/v1/accounts']),
    );
    for (const code of Object.keys(HTTP_STATUS)) expect(text).toContain(`"${code}"`);
    for (const header of ['Idempotency-Key', 'Idempotency-Replayed', 'Location', 'WWW-Authenticate', 'Retry-After']) {
      expect(text).toContain(`"${header}"`);
    }
    expect(text).not.toContain('"nullable"');
    expect(document.paths['/v1/payouts']?.post?.security).toEqual([{ bearer: [] }]);
  });

  it('answers 429 after a hundred bad keys from one address, where a good one still works', async () => {
    const bad = () =>
      send('/v1/accounts', { headers: { authorization: 'Bearer nobody', 'x-forwarded-for': '10.1.2.3' } });
    for (let count = 0; (await bad()).status === 401; count += 1) expect(count).toBeLessThan(100);
    const refused = await bad();
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send('/v1/accounts')).status).toBe(200);
  });

  it('closes although a client keeps its connection open', async () => {
    const other = await createApplication(rootModule(), new PinoLogger({ level: 'fatal', format: 'json' }));
    await other.listen(0, '127.0.0.1');
    const { port } = new URL(await other.getUrl());
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /v1 HTTP/1.1\r\nhost: x\r\n\r\n'));
    await new Promise((resolve) => socket.once('data', resolve));
    const started = Date.now();
    await other.close();
    expect(Date.now() - started).toBeLessThan(1_000);
    socket.destroy();
  });

  it('still answers what a connection in use asks while it closes', async () => {
    const other = await createApplication(rootModule(), new PinoLogger({ level: 'fatal', format: 'json' }));
    await other.listen(0, '127.0.0.1');
    const { port } = new URL(await other.getUrl());
    let answer: (payout: object) => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      payouts.get.mockImplementationOnce(() => {
        resolve();
        return new Promise((found) => {
          answer = found;
        });
      });
    });
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRET}\r\n\r\n`;
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(get(`/v1/payouts/${ID}`)));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    await asked;
    const closed = other.close();
    socket.write(get('/v1/nowhere'));
    await new Promise((resolve) => setImmediate(resolve));
    answer({ id: ID });
    await Promise.all([closed, new Promise((resolve) => socket.once('close', resolve))]);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).not.toMatch(/HTTP\/1\.1 503 /);
  });
});
