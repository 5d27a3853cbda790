import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AppModule } from '../src/service/app.module.js';
import { createApplication } from '../src/service/application.js';
import { loadConfiguration } from '../src/service/config/configuration.js';
import { PinoLogger } from '../src/service/logging/pino.logger.js';
import { MALFORMED_REQUESTS, type MalformedRequest } from './support/malformed-requests.js';
import { DJAMO_PAYOUT, JUMIA_PAYOUT } from './support/malformed-values.js';
import { UndocumentedError, undocumented } from './support/openapi.js';

const SECRET = 'a-secret-of-the-shop';

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: { code?: string; errors?: { field: string; message: string }[] } & Record<string, unknown>;
}

/** Two accounts whose providers do not exist; nothing is ever sent to them. */
const ENVIRONMENT = {
  API_KEYS: `shop:${SECRET}:payouts:read+payouts:write`,
  WORKER: 'off',
  DJAMO_BASE_URL: 'http://127.0.0.1:1',
  DJAMO_ACCESS_TOKEN: 'token',
  JUMIA_CREDITS_BASE_URL: 'http://127.0.0.1:1/b2ccredits',
  JUMIA_CREDITS_API_KEY: 'key',
  JUMIA_CREDITS_BUSINESS_AREA: 'area',
  JUMIA_CREDITS_WALLET_ACCOUNT_ID: 'wallet',
  JUMIA_CREDITS_CURRENCY: 'NGN',
};

describe('requests that break a rule', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cauri-malformed-'));
  const lines: string[] = [];
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    const configuration = loadConfiguration({ ...ENVIRONMENT, DATABASE_URL: `sqlite:${join(folder, 'cauri.db')}` });
    const output = { write: (line: string) => lines.push(line) };
    app = await createApplication(
      AppModule.forRoot(configuration),
      new PinoLogger({ level: 'warn', format: 'json', output }),
    );
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  /** `fetch` repairs some of what has to arrive broken. */
  function send({
    method,
    path,
    headers,
    body,
  }: Omit<MalformedRequest, 'name' | 'status' | 'code' | 'field'>): Promise<Answer> {
    const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const key = { 'idempotency-key': `key-${Math.random()}` };
    const all = { authorization: `Bearer ${SECRET}`, ...key, ...length, ...headers };
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ hostname, port, method, path, headers: all, agent: false }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const { statusCode: status = 0, headers: told } = reply;
          const type = told['content-type'];
          const wrong = undocumented({ method, path, status, contentType: type ?? '', text });
          if (wrong.length > 0) reject(new UndocumentedError(wrong.join('\n')));
          else resolve({ status, type, body: JSON.parse(text || '{}') });
        });
      });
      sent.on('error', reject);
      sent.end(body ?? undefined);
    });
  }

  const storedRows = async (): Promise<number> => {
    const rows: { count: number }[] = await app.get(DataSource).query('SELECT COUNT(*) AS count FROM cauri_payout');
    return Number(rows[0]?.count);
  };

  it('are more than 300', () => {
    expect(new Set(MALFORMED_REQUESTS.map(({ name, path }) => `${name} ${path}`)).size).toBeGreaterThan(300);
  });

  it.each(MALFORMED_REQUESTS)('$method $name: $status $code', async (request) => {
    const answer = await send(request);
    expect(answer).toMatchObject({
      status: request.status,
      type: expect.stringMatching(/^application\/problem\+json/),
      body: { type: 'about:blank', status: request.status, code: request.code, title: expect.any(String) },
    });
    expect(answer.body.instance).toMatch(/^[0-9a-f-]{36}$/);
    if (request.field === null) return;
    const errors = answer.body.errors ?? [];
    expect(errors.map(({ field }) => field)).toContain(request.field);
    for (const { message } of errors) expect(message).toMatch(/\w+ \w+/);
  });

  it('store nothing and are nothing that anybody has to look at', async () => {
    expect(await storedRows()).toBe(0);
    expect(lines).toEqual([]);
  });

  it('are refused because of their flaw: the requests that they were made from are accepted', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const body of [DJAMO_PAYOUT, JUMIA_PAYOUT]) {
      const answer = await send({ method: 'POST', path: '/v1/payouts', headers, body: JSON.stringify(body) });
      expect(answer.status).toBe(201);
    }
    expect(await storedRows()).toBe(2);
  });
});
