import { request as httpRequest } from 'node:http';
import type { Type } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Authentication } from '../access/authentication.js';
import { authenticateWith } from '../access/configured-keys.js';
import { AccountsController } from '../accounts/accounts.controller.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { PayoutsController } from '../payouts.controller.js';
import { HTTP_STATUS, PayoutError } from '../payouts.errors.js';
import { PAYOUTS_OPTIONS } from '../payouts.module-definition.js';
import type { PayoutsOptions, Scope } from '../payouts.options.js';
import { DEFAULT_TIMINGS, ENGINE_SETTINGS } from '../payouts.options.js';
import { PayoutsService } from '../payouts.service.js';
import { DatabaseUnavailableError } from '../storage/database/storage.errors.js';
import { RequestDeadline } from './request-deadline.js';

const ID = '0193c9c5-7f3a-7c8e-9b1e-0123456789ab';
const BODY = { amount: '5000', currency: 'XOF', recipient: { msisdn: '+2250701020304' } };
const secretOf = (consumer: string) => consumer.padEnd(16, '-');
const key = (consumer: string, ...scopes: Scope[]) => ({ consumer, secret: secretOf(consumer), scopes });
const KEYS = [
  key('writer', 'payouts:write'),
  key('reader', 'payouts:read'),
  key('approver', 'payouts:approve'),
  key('operator', 'operations'),
  key('all', 'payouts:read', 'payouts:write'),
];

const service = { create: jest.fn(), get: jest.fn(), list: jest.fn(), refresh: jest.fn(), cancel: jest.fn() };

const PLATFORMS: [string, Type<AbstractHttpAdapter>][] = [
  ['Fastify', FastifyAdapter],
  ['Express', ExpressAdapter],
];

describe.each(PLATFORMS)('the HTTP edge on %s', (_, Adapter) => {
  let url: string;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const options: PayoutsOptions = { connectors: [], worker: false, api: { authenticate: authenticateWith(KEYS) } };
    const module = await Test.createTestingModule({
      controllers: [PayoutsController, AccountsController],
      providers: [
        Authentication,
        RequestDeadline,
        { provide: ENGINE_SETTINGS, useValue: { timings: DEFAULT_TIMINGS } },
        { provide: PayoutsService, useValue: service },
        { provide: AccountsService, useValue: { list: async () => ({ data: [] }) } },
        { provide: PAYOUTS_OPTIONS, useValue: options },
      ],
    }).compile();
    const app = module.createNestApplication(new Adapter());
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    close = () => app.close();
  });

  afterAll(() => close());

  beforeEach(() => {
    jest.resetAllMocks();
    service.create.mockResolvedValue({ payout: { id: ID }, replayed: false });
    service.get.mockResolvedValue({ id: ID });
    service.list.mockResolvedValue({ data: [], nextCursor: null });
  });

  async function call(method: string, path: string, { as = 'all', body, headers = {} }: Call = {}): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${secretOf(as)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method === 'POST' && { 'idempotency-key': 'key-1' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) as Problem };
  }

  const create = (body: unknown, headers?: Record<string, string>) =>
    call('POST', '/v1/payouts', { body, ...(headers && { headers }) });

  it('creates a payout and says where it is', async () => {
    const answer = await create(BODY, { 'idempotency-key': '"key-1"' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/payouts/${ID}`);
    expect(answer.headers.has('idempotency-replayed')).toBe(false);
    expect(service.create).toHaveBeenCalledWith(expect.objectContaining(BODY), {
      consumer: 'all',
      idempotencyKey: 'key-1',
    });
  });

  it('marks a replayed answer', async () => {
    service.create.mockResolvedValue({ payout: { id: ID }, replayed: true });
    const answer = await create(BODY);
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  });

  it.each([
    ['no key', ''],
    ['an unknown key', 'nobody'],
  ])('answers %s with 401', async (_case, as) => {
    const answer = await call('GET', `/v1/payouts/${ID}`, { as });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized', status: 401 } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body.instance).toBe(answer.headers.get('x-request-id'));
  });

  it.each([
    ['POST', '/v1/payouts', 'reader', 403],
    ['POST', `/v1/payouts/${ID}/cancel`, 'operator', 403],
    ['GET', '/v1/payouts', 'writer', 403],
    ['POST', `/v1/payouts/${ID}/refresh`, 'writer', 403],
    ['GET', '/v1/payouts', 'reader', 200],
    ['GET', '/v1/payouts', 'approver', 200],
    ['GET', '/v1/payouts', 'operator', 200],
    ['GET', '/v1/accounts', 'reader', 200],
    ['GET', '/v1/accounts', 'writer', 403],
  ])('answers %s %s to %s with %i', async (method, path, as, status) => {
    const answer = await call(method, path, { as });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.code).toBe('insufficient_scope');
  });

  it('reads a payout by its id in any case, and answers what is no id with 404', async () => {
    await call('GET', `/v1/payouts/${ID.toUpperCase()}`);
    expect(service.get).toHaveBeenCalledWith(ID, expect.objectContaining({ consumer: 'all' }));
    for (const id of ['x', `${ID}0`, '1', 'null', `${ID.slice(0, -1)}g`]) {
      expect(await call('GET', `/v1/payouts/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect(service.get).toHaveBeenCalledTimes(1);
  });

  it('answers a cancellation with 200, and with 202 while the provider has not answered', async () => {
    service.cancel.mockResolvedValueOnce({ status: 'canceled' }).mockResolvedValueOnce({ status: 'paid' });
    expect((await call('POST', `/v1/payouts/${ID}/cancel`)).status).toBe(200);
    expect((await call('POST', `/v1/payouts/${ID}/cancel`)).status).toBe(202);
  });

  it('hands the filters of a list over as values', async () => {
    await call('GET', '/v1/payouts?limit=5&status=paid,failed&review=false&createdFrom=2026-01-01T00:00:00%2B01:00');
    const [query] = service.list.mock.calls[0] as [object];
    expect(query).toMatchObject({
      limit: 5,
      status: ['paid', 'failed'],
      review: false,
      createdFrom: Date.UTC(2025, 11, 31, 23),
    });
  });

  it.each([
    ['limit=5&limit=6', 'limit'],
    ['status=paid&status=failed', 'status'],
    ['colour=red', 'colour'],
    ['constructor=x', 'constructor'],
  ])('refuses the query %s with 422', async (query, field) => {
    const answer = await call('GET', `/v1/payouts?${query}`);
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ field }] } });
  });

  it.each([
    [[], 'body'],
    [{ ...BODY, colour: 'red' }, 'colour'],
    [{ ...BODY, recipient: { ...BODY.recipient, colour: 'red' } }, 'recipient.colour'],
    [{ ...BODY, constructor: 'x' }, 'constructor'],
    [{ ...BODY, amount: { constructor: 'x' } }, 'amount.constructor'],
    [{ ...BODY, metadata: deep(2_000) }, 'metadata.a.a.a.a.a.a.a'],
  ])('refuses the body %j with 422', async (body, field) => {
    const answer = await create(body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ field }] } });
    expect(service.create).not.toHaveBeenCalled();
  });

  it('refuses a request without any body with 400', async () => {
    const answer = await create(undefined);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ field: 'body' }] } });
  });

  it('refuses a second Idempotency-Key', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${secretOf('all')}`, 'content-type': 'application/json' };
      const sent = httpRequest(`${url}/v1/payouts`, { method: 'POST', headers }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      });
      sent.on('error', reject);
      sent.setHeader('idempotency-key', ['one', 'two']);
      sent.end(JSON.stringify(BODY));
    });
    expect(status).toBe(400);
  });

  it('keeps the standard members of a problem beside its own', async () => {
    service.get.mockRejectedValue(
      new PayoutError('state_conflict', 'No.', { retryAfter: 1.2, members: { payoutId: ID, type: 'x' } }),
    );
    const answer = await call('GET', `/v1/payouts/${ID}`);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'No.',
      instance: answer.headers.get('x-request-id'),
      code: 'state_conflict',
      payoutId: ID,
    });
  });

  it.each([
    [new DatabaseUnavailableError(new Error('secret')), 'unavailable', '1'],
    [new TypeError('secret'), 'internal_error', null],
  ] as const)('answers %s with a problem and no stack', async (error, code, retryAfter) => {
    service.get.mockRejectedValue(error);
    const answer = await call('GET', `/v1/payouts/${ID}`);
    expect(answer).toMatchObject({ status: HTTP_STATUS[code], body: { code } });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|\bat /);
  });
});

interface Call {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface Problem {
  readonly code: string;
  readonly instance: string;
  readonly errors?: { field: string; message: string }[];
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Problem;
}

function deep(levels: number): object {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}
