import type { PayoutUpdated } from '../../src/index.js';
import { DATABASES, type TestDatabase } from '../support/databases.js';
import { toEmail, toPhone, until } from '../support/world.js';
import { HOSTS } from './hosts.js';
import { type InstalledHost, installHost, type RunningHost, startHost } from './installed-host.js';
import { Providers, User } from './office.js';

const AVAILABLE = HOSTS.filter(({ database }) => DATABASES.some(({ name }) => name === database));

describe.each(AVAILABLE)('Cauri inside $name', (settings) => {
  const { routes } = settings;
  const databases: TestDatabase[] = [];
  let providers: Providers;
  let installed: InstalledHost;
  let host: RunningHost;
  const user = new User(() => host, routes);
  /** A route of the host itself. */
  const house = async <T = unknown>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await user.call<{ data: T }>(method, routes.prefix + path, body);
    return settings.api ? answer.body.data : (answer.body as T);
  };

  const start = () =>
    startHost(installed, `${routes.prefix}/ticks`, (url) => ({
      DATABASE_URL: databases[0]?.url ?? '',
      DATABASE_FILE: (databases[0]?.url ?? '').replace(/^sqlite:/, ''),
      PAYOUTS_DATABASE_URL: databases[1]?.url ?? '',
      PUBLIC_URL: settings.publicUrl(url),
      ...providers.environment,
    }));

  beforeAll(async () => {
    const kind = DATABASES.find(({ name }) => name === settings.database);
    for (let count = 0; kind && count < 2; count += 1) databases.push(await kind.create());
    providers = await Providers.start();
    installed = installHost(settings);
    host = await start();
  });
  afterAll(async () => {
    await host?.end('SIGTERM');
    await providers?.close();
    for (const database of databases) await database.drop();
    installed?.remove();
  });

  describe('pays', () => {
    it('through both providers, once each', async () => {
      const created = [await user.create(toPhone('00')), await user.create(settings.second)];
      expect(created.map(({ status }) => status)).toEqual([201, 201]);
      for (const { body } of created) {
        await user.isReadAs(body.id, 'paid');
        expect(await providers.executed(body.id)).toHaveLength(1);
        expect(await providers.posts(body.id)).toBe(1);
      }
    });

    it('and learns it from a callback', async () => {
      const { body } = await user.create(toPhone('00'));
      const paid = await user.becomes(body.id, 'paid');
      const after = Date.parse(String(paid.settledAt)) - Date.parse(String(paid.submittedAt));
      expect(after).toBeLessThan(15_000);
    });

    it('and finds again what was executed without an answer', async () => {
      const { body } = await user.create(toPhone('31'));
      await user.isReadAs(body.id, 'paid');
      expect(await providers.executed(body.id)).toHaveLength(1);
      expect(await providers.posts(body.id)).toBe(1);
    });

    it('once for one key, and refuses another request under it', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => user.create(toPhone('00'), 'the-same-key')));
      const known = answers.filter(({ status }) => status === 201);
      expect(known.length).toBeGreaterThan(0);
      const ids = new Set(known.map(({ body }) => body.id));
      expect([...ids]).toEqual([(await user.create(toPhone('00'), 'the-same-key')).body.id]);
      const other = await user.create(toPhone('00', '6000'), 'the-same-key');
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
      const [id = ''] = ids;
      await user.isReadAs(id, 'paid');
      expect(await providers.posts(id)).toBe(1);
    });

    it('nothing that was cancelled before it was sent', async () => {
      await user.operate('POST', `${routes.accounts}/djamo/pause`, { reason: 'audit' });
      const { body } = await user.create(toPhone('00'));
      expect(await user.act(body.id, 'cancel')).toMatchObject({ status: 200, body: { status: 'canceled' } });
      await user.operate('POST', `${routes.accounts}/djamo/resume`);
      const after = await user.create(toPhone('00'));
      await user.isReadAs(after.body.id, 'paid');
      expect(await providers.posts(body.id)).toBe(0);
    });

    it('nothing that breaks a rule', async () => {
      const answer = await user.create({ ...toPhone('00'), amount: '12.5' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    });

    it("and compares the provider's own list", async () => {
      await providers.addStranger({ amount: 7_000, msisdn: '+2250701020300', reference: 'by-hand' });
      const { status, body } = await user.operate('POST', routes.runs, { kind: 'statement' });
      expect(status).toBe(202);
      const run = await until(async () => {
        const answer = await user.operate('GET', `${routes.runs}/${body.id}`);
        return answer.body.status === 'running' ? null : answer.body;
      });
      expect(run).toMatchObject({ status: 'done', counts: { discrepancies: 1 } });
    });
  });

  describe('is called back', () => {
    it('and believes nobody who cannot sign', async () => {
      const { pathname } = new URL(`${settings.publicUrl('http://host')}/v1/callbacks/djamo/djamo`);
      const answer = await user.call('POST', pathname, { topic: 'transactions/completed' });
      expect(answer.status).toBe(401);
    });
  });

  describe('tells the host', () => {
    const heard = async (id: string) => {
      const events = await house<PayoutUpdated[]>('GET', '/heard');
      return events.filter(({ data }) => data.id === id);
    };

    it('of every version of a payout, again what it did not take', async () => {
      const { body } = await user.create(toPhone('00'));
      const { version } = await user.isReadAs(body.id, 'paid');
      const versions = Array.from({ length: version }, (_, index) => index + 1);
      await until(async () => ((await heard(body.id)).length >= version ? true : null));
      expect((await heard(body.id)).map(({ data }) => data.version).sort((a, b) => a - b)).toEqual(versions);
    });

    it('after it was killed', async () => {
      await user.operate('POST', `${routes.accounts}/djamo/pause`, { reason: 'audit' });
      const { body } = await user.create(toPhone('00'));
      await host.end('SIGKILL');
      host = await start();
      // Whoever was told and killed at once is told again after a minute.
      const events = await until(async () => ((await heard(body.id)).length > 0 ? heard(body.id) : null), 90_000);
      expect(events[0]).toMatchObject({ type: 'payout.updated', data: { version: 1, status: 'queued' } });
      await user.operate('POST', `${routes.accounts}/djamo/resume`);
    }, 120_000);
  });

  describe('leaves to the host', () => {
    it('its guard', async () => {
      const reply = await fetch(`${host.url}${routes.prefix}/notes`);
      expect(reply.status).toBe(settings.refusal);
      expect(await reply.json()).toEqual({ house: settings.folder, status: settings.refusal });
    });

    it('its pipe and its filter', async () => {
      const refused = { status: 400, body: { house: settings.folder, status: 400 } };
      expect(await user.call('POST', `${routes.prefix}/notes`, { text: 'x'.repeat(51) })).toMatchObject(refused);
      expect(await user.call('POST', `${routes.prefix}/notes`, { text: 'x', more: 1 })).toMatchObject(refused);
      const missing = await user.call('GET', `${routes.prefix}/nothing-here`);
      expect(missing).toMatchObject({ status: 404, body: { house: settings.folder, status: 404 } });
    });

    it('its crons, each of which ticks once', async () => {
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      const ticks = await house<number[]>('GET', '/ticks');
      expect(ticks.length).toBeGreaterThan(2);
      expect(new Set(ticks).size).toBe(ticks.length);
    });

    it('its transactions, and the host leaves ours to us', async () => {
      const undone = Array.from({ length: 20 }, () => house('POST', '/notes/undone', { text: 'undone' }));
      const kept = Array.from({ length: 20 }, () => house('POST', '/notes', { text: 'kept' }));
      const created = Array.from({ length: 20 }, () => user.create(toPhone('00')));
      for (const answer of await Promise.all(undone)) expect(answer).toEqual({ undone: true });
      await Promise.all(kept);
      for (const { status, body } of await Promise.all(created)) {
        expect(status).toBe(201);
        expect((await user.payout(body.id)).status).toBe(200);
      }
      expect(await house('GET', '/notes')).toEqual(Array.from({ length: 20 }, () => 'kept'));
    });
  });

  if (settings.api) {
    describe('and its API', () => {
      it("stands behind the host's guard, and knows the host's users as consumers", async () => {
        const { body } = await user.create(toPhone('00'));
        const path = `${routes.payouts}/${body.id}`;
        const unknown = await fetch(`${host.url}${path}`);
        expect([unknown.status, unknown.headers.get('content-type')]).toEqual([
          401,
          'application/problem+json; charset=utf-8',
        ]);
        const other = await user.call('GET', path, undefined, { 'x-user': 'another' });
        expect(other).toMatchObject({ status: 404, body: { code: 'not_found' } });
      });

      it("answers in its own words behind the host's interceptor, which wraps what the host's controllers answer", async () => {
        const created = await user.create(toPhone('00'));
        expect(created).toMatchObject({ status: 201, body: { object: 'payout', status: 'queued' } });
        expect([created.headers.get('x-house'), created.headers.get('content-type')]).toEqual([
          'wrapped',
          'application/json; charset=utf-8',
        ]);
        const ticks = await user.call<object>('GET', `${routes.prefix}/ticks`);
        expect(ticks.body).toEqual({ data: expect.any(Array) });
      });

      it("reads its requests by itself, beside the host's pipe", async () => {
        const list = await user.call<{ data: object[] }>('GET', `${routes.payouts}?limit=1&status=paid,queued`);
        expect([list.status, list.body.data.length]).toEqual([200, 1]);
        const refused = await user.create({ ...toPhone('00'), amount: 'x', more: 1 });
        expect(refused).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
      });

      it("tells where a payout is, under the host's prefix", async () => {
        const { headers, body } = await user.create(toPhone('00'));
        expect(headers.get('location')).toBe(`/api/v1/payouts/${body.id}`);
      });

      it('takes a paid credit back', async () => {
        const { body } = await user.create(toEmail('fatou'));
        await user.isReadAs(body.id, 'paid');
        expect((await user.act(body.id, 'cancel')).status).toBe(202);
        expect(await user.isReadAs(body.id, 'returned')).toMatchObject({ returnReason: 'canceled' });
      });
    });
  } else {
    describe('without its API', () => {
      it('has none of its routes', async () => {
        for (const path of ['/v1/payouts', '/v1/accounts', '/v1/callbacks/djamo/djamo', '/health/ready', '/metrics']) {
          const answer = await user.call('GET', `${routes.prefix}${path}`);
          expect(answer).toMatchObject({ status: 404, body: { house: settings.folder } });
        }
        const callback = await user.call('POST', `${routes.prefix}/v1/callbacks/djamo/djamo`, {});
        expect(callback).toMatchObject({ status: 404, body: { house: settings.folder } });
      });

      it('checks what the host did not', async () => {
        const careless = (draft: object, key: unknown = crypto.randomUUID()) =>
          user.call('POST', `${routes.payouts}/unchecked`, { draft, key });
        const drafts = [{ ...toPhone('00'), amount: '1e6' }, { ...toPhone('00'), more: 1 }, { amount: '5000' }];
        for (const draft of drafts) {
          expect(await careless(draft)).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
        }
        expect(await careless(toPhone('00'), '')).toMatchObject({
          status: 400,
          body: { code: 'idempotency_key_invalid' },
        });
      });

      it('asks a client alone', async () => {
        const { body } = await user.call(`GET`, `${routes.prefix}/balance`);
        expect(body).toEqual({ status: 200, balance: expect.any(Number) });
      });

      it('pays as the documentation prints it', async () => {
        const first = await user.call('POST', `${routes.payouts}/november`);
        const again = await user.call('POST', `${routes.payouts}/november`);
        expect(first).toMatchObject({ status: 201, body: { reference: 'S-11-0042' } });
        expect(again.body.id).toBe(first.body.id);
      });
    });
  }
});
