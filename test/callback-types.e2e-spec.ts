import { createHmac } from 'node:crypto';
import { Module, VersioningType } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory, RouterModule } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  DjamoConnector,
  DjamoModule,
  dataSourceFactory,
  PAYOUT_ENTITIES,
  PAYOUT_MIGRATIONS,
  PayoutsModule,
} from 'cauri';
import { DataSource } from 'typeorm';
import { CallbackRow } from '../src/payouts/storage/entities/callback.entity.js';
import { CONTENT_TYPES, postAs } from './support/content-types.js';

const SECRET = 'webhook-secret-of-the-host';
const sign = (body: Uint8Array) => ({
  'x-djamo-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
});

const account = { name: 'djamo', baseUrl: 'http://127.0.0.1:9', accessToken: 'a-token', webhookSecret: SECRET };
const djamo = DjamoModule.forRoot({ accounts: [account] });

@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({
        type: 'better-sqlite3' as const,
        database: ':memory:',
        entities: [...PAYOUT_ENTITIES],
        migrations: [...PAYOUT_MIGRATIONS],
        migrationsRun: true,
      }),
      dataSourceFactory,
    }),
    PayoutsModule.forRootAsync({
      imports: [djamo],
      inject: [DjamoConnector],
      callbackDecorators: [() => undefined],
      useFactory: (connector: DjamoConnector) => ({ connectors: [connector], worker: false }),
    }),
    RouterModule.register([{ path: 'money', module: PayoutsModule }]),
  ],
})
class Host {}

const HOSTS: [string, () => AbstractHttpAdapter, boolean][] = [
  ['Express', () => new ExpressAdapter(), true],
  ['Fastify', () => new FastifyAdapter(), true],
  ['Fastify that keeps no raw bodies', () => new FastifyAdapter(), false],
];

describe.each(HOSTS)('callbacks in a host on %s', (_, adapter, rawBody) => {
  let app: Awaited<ReturnType<typeof NestFactory.create>>;
  let url: string;

  beforeAll(async () => {
    app = await NestFactory.create(Host, adapter(), { logger: false, rawBody });
    app.setGlobalPrefix('api');
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '3' });
    await app.listen(0, '127.0.0.1');
    url = `${(await app.getUrl()).replace('[::1]', '127.0.0.1')}/api/money/v1/callbacks/djamo/djamo`;
  });
  afterAll(() => app.close());

  const kept = () => app.get(DataSource).getRepository(CallbackRow).count();
  let count = 0;
  const body = () => Buffer.from(JSON.stringify({ count: count++, data: { reference: 'of-nobody' } }));

  it.each([...CONTENT_TYPES, 'application/json', 'application/x-www-form-urlencoded'])(
    'are kept, as %j',
    async (type) => {
      const [before, bytes] = [await kept(), body()];
      expect(await postAs(type, url, bytes, sign(bytes))).toEqual({ status: 200, text: '{}' });
      expect(await kept()).toBe(before + 1);
    },
  );

  it.each(['json', 'application/json'])('are told apart by their signature, as %s', async (type) => {
    const before = await kept();
    const refused = { status: 401, text: '{"code":"unauthorized"}' };
    expect(await postAs(type, url, body(), sign(body()))).toEqual(refused);
    expect(await postAs(type, url, Buffer.alloc(0), sign(body()))).toEqual(refused);
    expect(await kept()).toBe(before);
  });

  it('come in pieces without a length', async () => {
    const [before, bytes] = [await kept(), body()];
    const answer = await postAs('json', url, bytes, { ...sign(bytes), 'transfer-encoding': 'chunked' });
    expect(answer).toEqual({ status: 200, text: '{}' });
    expect(await kept()).toBe(before + 1);
  });

  it('have 64 KiB, whoever sends them', async () => {
    const long = Buffer.alloc(65_537, '1');
    for (const more of [{}, { 'transfer-encoding': 'chunked' }]) {
      expect((await postAs('json', url, long, { ...sign(body()), ...more })).status).toBe(413);
    }
    const longest = long.subarray(1);
    expect((await postAs('json', url, longest, sign(longest))).status).toBe(200);
  });
});
