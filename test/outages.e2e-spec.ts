import { createHmac } from 'node:crypto';
import { expectFoldedBooks, judge } from './support/books.js';
import { DATABASES } from './support/databases.js';
import { FreezingRelay } from './support/freezing-relay.js';
import { mariadbBinary, startMariadb } from './support/mariadb-server.js';
import { documentedFetch } from './support/openapi.js';
import { isSettled, type PayoutBody, toEmail, toPhone, until, World } from './support/world.js';

interface AccountBody {
  readonly name: string;
  readonly hold: { readonly reason: string; readonly by: string } | null;
}

const refresh = (world: World, id: string) => world.call('POST', `/v1/payouts/${id}/refresh`);

describe.each(DATABASES)('an outage of a provider, on $name', (kind) => {
  it('puts a handful of payouts in doubt and not the payroll, and ends by itself', async () => {
    const world = await World.start(kind, { SUBMIT_CONCURRENCY: '4', HOLD_PLAN: '300ms,1s' });
    await world.sandbox('djamo', 'POST', 'faults', { fault: 'down' });
    const accepted: string[] = [];
    for (let index = 0; index < 30; index += 1) accepted.push((await world.create(toPhone('00'))).body.id);
    const held = await until(async () => {
      const { body } = await world.call<{ data: AccountBody[] }>('GET', '/v1/accounts');
      return body.data.find(({ name, hold }) => name === 'djamo' && hold !== null) ?? null;
    });
    expect(held.hold).toMatchObject({ reason: 'unknown_outcomes', by: 'worker' });
    const waiting = await world.call('GET', `/v1/payouts/${accepted.at(-1)}/explanation`);
    expect(waiting.body.waitingFor).toBe('the provider to answer a probe of the account');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const doubted = (await world.payouts()).filter(({ submittedAt }) => submittedAt !== null);
    expect(doubted.length).toBeLessThanOrEqual(4 + 2);
    await world.sandbox('djamo', 'DELETE', 'faults');
    const judgements = await judge(world, accepted);
    const paid = judgements.filter(({ payout }) => payout.status === 'paid');
    expect(paid.length).toBe(30 - doubted.length);
    await expectFoldedBooks(world.database.url);
    await world.stop();
  });

  it('is told by the account, the explanation and the log when only reading fails', async () => {
    const world = await World.start(kind);
    await world.sandbox('djamo', 'POST', 'faults', { fault: 'error-500', times: 1_000, on: 'read' });
    const { body } = await world.create(toPhone('00'));
    const facts = await until(async () => {
      const told = await world.call<{ facts: { fact: string }[] }>('GET', `/v1/payouts/${body.id}/explanation`);
      const found = told.body.facts.map(({ fact }) => fact);
      return found.some((fact) => fact.startsWith('The provider could not be read: HTTP 5')) ? found : null;
    });
    expect(facts).toContain('The payout was accepted.');
    const { data } = (await world.call<{ data: (AccountBody & { lastRead: unknown })[] }>('GET', '/v1/accounts')).body;
    expect(data.find(({ name }) => name === 'djamo')?.lastRead).toEqual({
      at: expect.stringMatching(/Z$/),
      outcome: 'unavailable',
    });
    await world.sandbox('djamo', 'DELETE', 'faults');
    expect((await world.settled(body.id)).status).toBe('paid');
    const refreshed = [await refresh(world, body.id), await refresh(world, body.id)];
    expect(refreshed.at(-1)?.headers.get('cauri-read')).toBe('recent');
    const said = world.service.output();
    expect(said.match(/reads of the account djamo fail: unavailable/g)).toHaveLength(1);
    expect(said.match(/reads of the account djamo are answered again/g)).toHaveLength(1);
    await world.stop();
  });

  it('leaves no JumiaPay payout unpaid or in review once the provider answers again', async () => {
    const world = await World.start(kind, { SUBMIT_CONCURRENCY: '4', HOLD_PLAN: '300ms,1s' });
    await world.sandbox('jumia', 'POST', 'faults', { fault: 'lost-request', times: 12, on: 'create' });
    const accepted: string[] = [];
    for (let index = 0; index < 20; index += 1) accepted.push((await world.create(toEmail('awa'))).body.id);
    const judgements = await judge(world, accepted);
    expect(judgements.map(({ payout }) => [payout.status, payout.review])).toEqual(accepted.map(() => ['paid', null]));
    const { body } = await world.call<{ data: AccountBody[] }>('GET', '/v1/accounts');
    expect(body.data.every(({ hold }) => hold === null)).toBe(true);
    await world.stop();
  });

  it('sends nothing from an account that a person paused, until it is resumed', async () => {
    const world = await World.start(kind);
    expect((await world.call('POST', '/v1/accounts/djamo/pause', {})).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ field: 'reason' }],
    });
    expect((await world.call('POST', '/v1/accounts/nobody/resume')).status).toBe(404);
    const paused = await world.call<AccountBody>('POST', '/v1/accounts/djamo/pause', { reason: 'the wallet is empty' });
    expect(paused.body.hold).toEqual({ reason: 'the wallet is empty', until: null, by: 'shop' });
    const { body } = await world.create(toPhone('00'));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await world.payout(body.id)).status).toBe('queued');
    expect((await world.call('GET', `/v1/payouts/${body.id}/explanation`)).body.waitingFor).toBe(
      'an operator to resume the account',
    );
    expect((await world.call<AccountBody>('POST', '/v1/accounts/djamo/resume')).body.hold).toBeNull();
    expect((await world.settled(body.id)).status).toBe('paid');
    await world.stop();
  });

  it('leaves payouts alone whose account is configured with another scope, until it is back', async () => {
    const world = await World.start(kind, { WORKER: 'off' });
    const { body } = await world.create(toPhone('00'));
    await world.restart('SIGTERM', { WORKER: 'on', DJAMO_COMPANY_ID: 'another-company' });
    const parked = await until(async () => {
      const payout = await world.payout(body.id);
      return payout.review ? payout : null;
    });
    expect(parked).toMatchObject({ status: 'queued', review: { reason: 'account_changed' } });
    expect(await world.posts(body.id)).toEqual([]);
    await world.restart('SIGTERM', { WORKER: 'on' });
    await until(async () => ((await world.payout(body.id)).status === 'paid' ? true : null));
    await world.stop();
  });
});

describe('a SQLite file that is deleted under the running service', () => {
  it('ends the service: nothing is acknowledged that the next start would not know', async () => {
    const [sqlite] = DATABASES as [(typeof DATABASES)[number]];
    const database = await sqlite.create();
    const world = await World.start({ name: 'sqlite', create: async () => database });
    expect((await world.create(toPhone('00'))).status).toBe(201);
    await database.drop();
    const refused = await world.create(toPhone('00'), 'after-it').catch(() => null);
    expect(refused?.status ?? 503).toBe(503);
    await world.service.gone;
    expect(world.service.output()).toContain('was deleted or replaced while it was open');
    await world.stop();
  });
});

const servers = DATABASES.filter(({ name }) => name !== 'sqlite');

(servers.length > 0 ? describe.each(servers) : describe.skip.each(DATABASES))(
  'connections to $name that pass nothing any more',
  (kind) => {
    it('answers 503 in time, says so once, and goes on as soon as new ones pass', async () => {
      const real = await kind.create();
      const relay = await FreezingRelay.start(real.url);
      const behind = { name: kind.name, create: async () => ({ url: relay.url, drop: () => real.drop() }) };
      const world = await World.start(behind, { DATABASE_TIMEOUT: '2s', REQUEST_TIMEOUT: '8s' });
      const before = await world.create(toPhone('00'));
      await world.settled(before.body.id);
      relay.freeze();
      // Whoever gets a frozen connection waits for it in vain; who gets a new one is served.
      const repeated = await until(async () => {
        const answer = await world.create(toPhone('00'), 'while-frozen');
        if (answer.status === 201) return answer;
        expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
        expect(answer.headers.get('retry-after')).toBe('1');
        return null;
      });
      expect((await world.settled(repeated.body.id)).status).toBe('paid');
      await judge(world, [before.body.id, repeated.body.id]);
      const said = (line: string) => until(async () => (world.service.output().includes(line) ? true : null));
      await said('the database is away: the database did not answer within 2000 ms');
      await said('the database is back');
      await world.stop();
      relay.close();
    });

    it('ends a request within REQUEST_TIMEOUT while the server itself stands still', async () => {
      const real = await kind.create();
      const relay = await FreezingRelay.start(real.url);
      const behind = { name: kind.name, create: async () => ({ url: relay.url, drop: () => real.drop() }) };
      const world = await World.start(behind, { DATABASE_TIMEOUT: '60s', REQUEST_TIMEOUT: '1s', WORKER: 'off' });
      relay.freeze();
      const refused = await world.create(toPhone('00'), 'while-frozen');
      expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
      expect((await world.call('GET', '/v1/payouts')).status).toBe(503);
      await world.service.end('SIGKILL');
      relay.close();
      await real.drop();
    });
  },
);

const binary = mariadbBinary();
const SECRET = 'a-webhook-secret';

(binary ? describe : describe.skip)('a database that goes away', () => {
  it('answers 503 meanwhile, and goes on by itself when it is back', async () => {
    const server = await startMariadb(binary ?? '');
    const database = { url: `${server.url}/mysql`, drop: () => server.stop() };
    const world = await World.start(
      { name: 'mariadb', create: async () => database },
      { DJAMO_WEBHOOK_SECRET: SECRET },
    );
    const callBack = () =>
      documentedFetch(`${world.service.url}/v1/callbacks/djamo/djamo`, {
        method: 'POST',
        body: '{}',
        headers: { 'x-djamo-hmac-sha256': createHmac('sha256', SECRET).update('{}').digest('base64') },
      });
    const accepted: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      accepted.push((await world.create(index % 2 ? toPhone('35') : toEmail('slow'))).body.id);
    }
    await server.kill();
    const refused = await world.create(toPhone('00'), 'while-away');
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await documentedFetch(`${world.service.url}/health/ready`)).status).toBe(503);
    expect((await documentedFetch(`${world.service.url}/health/live`)).status).toBe(200);
    expect((await world.call('GET', '/v1/payouts.csv')).body.code).toBe('unavailable');
    expect((await callBack()).status).toBe(503);
    await server.start();
    await until(async () => ((await callBack()).status === 200 ? true : null));
    const repeated = await until(async () => {
      const answer = await world.create(toPhone('00'), 'while-away');
      return answer.status === 201 ? answer : null;
    });
    const judgements = await judge(world, [...accepted, repeated.body.id]);
    expect(judgements.every(({ payout }: { payout: PayoutBody }) => isSettled(payout))).toBe(true);
    await expectFoldedBooks(database.url);
    await world.stop();
  });
});
