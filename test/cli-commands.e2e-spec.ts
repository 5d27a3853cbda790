import { cauri, documentOf } from './support/command.js';
import { DATABASES, ONE_DATABASE } from './support/databases.js';
import { connect } from './support/storage.js';
import { toEmail, toPhone, until, World } from './support/world.js';

interface Finding {
  readonly check: string;
  readonly account: string | null;
  readonly status: string;
  readonly message: string;
  readonly remedy: string | null;
}

interface Account {
  readonly name: string;
  readonly balance: { readonly amount: string; readonly asOf: string } | null;
  readonly committed: { readonly amount: string };
}

const PUBLIC = {
  PUBLIC_URL: 'https://cauri.example.com',
  CALLBACK_KEYS: 'k1:a-callback-key-of-the-test',
  DJAMO_WEBHOOK_SECRET: 'a-webhook-secret',
};

describe.each(DATABASES)('the commands on $name', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(kind, { WORKER: 'off' });
  });
  afterAll(() => world.stop());

  const run = (...args: string[]) => cauri(world.settings, ...args);
  const calls = async (key: string) =>
    (await world.call('GET', '/v1/payouts', undefined, { authorization: `Bearer ${key}` })).status;

  async function failures(environment: Record<string, string>): Promise<{ code: number | string; failed: Finding[] }> {
    // The world's own is short, and half of it for a connection: too short for one that a busy machine makes.
    const patient = { SUBMIT_TIMEOUT: '20s', LEASE: '60s' };
    const ended = await cauri({ ...world.settings, ...patient, ...environment }, 'doctor', '--json');
    const { findings } = documentOf<{ findings: Finding[] }>(ended);
    return { code: ended.code, failed: findings.filter(({ status }) => status === 'failed') };
  }

  describe('keys', () => {
    it('open the service as soon as they are made, and nothing as soon as they are revoked', async () => {
      const made = await run('keys', 'create', '--consumer', 'hr', '--scopes', 'payouts:read+payouts:write', '--json');
      const { id, key } = documentOf<{ id: string; key: string }>(made);
      expect(key).toMatch(new RegExp(`^ck_${id}_[A-Za-z0-9_-]{43}$`));
      expect(await calls(key)).toBe(200);
      const order = { headers: { authorization: `Bearer ${key}` } };
      expect((await world.create(toPhone('00'), crypto.randomUUID(), order.headers)).status).toBe(201);
      const paused = await world.call('POST', '/v1/accounts/djamo/pause', { reason: 'x' }, order.headers);
      expect(paused.status).toBe(403);
      expect(await calls(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBe(401);
      expect((await run('keys', 'revoke', id)).code).toBe(0);
      expect(await calls(key)).toBe(401);
      expect((await run('keys', 'revoke', 'nobody')).code).toBe(1);
    });

    it('end by themselves', async () => {
      const made = await run('keys', 'create', '--consumer', 'hr', '--scopes', '*', '--expires', '3s');
      const key = made.stdout.trim();
      expect(await calls(key)).toBe(200);
      await until(async () => ((await calls(key)) === 401 ? true : null));
    });

    it('are shown once: neither the list nor the database has a secret', async () => {
      const { stdout } = await run('keys', 'create', '--consumer', 'hr', '--scopes', '*');
      const secret = stdout.trim().split('_').slice(2).join('_');
      const list = await run('keys', 'list', '--json');
      expect(documentOf<{ data: object[] }>(list).data).toContainEqual(expect.objectContaining({ consumer: 'hr' }));
      const dataSource = await connect(world.database.url);
      const rows: object[] = await dataSource.query('SELECT * FROM cauri_api_key');
      await dataSource.destroy();
      expect(secret).toHaveLength(43);
      expect(rows.length).toBeGreaterThan(0);
      expect(`${list.stdout}${JSON.stringify(rows)}${world.output()}`).not.toContain(secret);
    });
  });

  describe('doctor', () => {
    it('finds nothing where nothing is wrong', async () => {
      expect(await failures({})).toEqual({ code: 0, failed: [] });
    });

    it.each([
      ['an unreachable provider', { DJAMO_BASE_URL: 'http://127.0.0.1:9' }, 'djamo', 'unreachable'],
      ['wrong credentials of Djamo', { DJAMO_ACCESS_TOKEN: 'wrong' }, 'djamo', 'unauthorised'],
      ['wrong credentials of JumiaPay', { JUMIA_CREDITS_API_KEY: 'wrong' }, 'jumia-credits', 'unauthorised'],
    ])('finds %s', async (_, environment, account, message) => {
      const { code, failed } = await failures(environment);
      const providers = failed.filter(({ check }) => check === 'provider');
      expect({ code, providers }).toMatchObject({ code: 1, providers: [{ account }] });
      expect(providers[0]?.message).toContain(message);
      expect(providers[0]?.remedy).toMatch(/^[^\n]+$/);
    });
  });

  if (kind !== ONE_DATABASE[0]) return;

  it('explain tells what the API tells, and nothing about a payout that is not there', async () => {
    const { body } = await world.create(toEmail('awa'));
    const told = documentOf(await run('explain', body.id, '--json'));
    expect(told).toEqual((await world.call('GET', `/v1/payouts/${body.id}/explanation`)).body);
    expect((await run('explain', body.id)).stdout).toContain(String(told.summary));
    const missing = await run('explain', '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b');
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('not_found') });
  });

  it('accounts pause and resume do what the API does', async () => {
    const paused = await run('accounts', 'pause', 'djamo', '--reason', 'the bank asked', '--by', 'ada', '--json');
    expect(paused.code).toBe(0);
    const hold = { reason: 'the bank asked', by: 'ada' };
    expect(documentOf(paused)).toMatchObject({ name: 'djamo', hold });
    expect((await world.call('GET', '/v1/accounts')).body).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ name: 'djamo', hold: expect.objectContaining(hold) })]),
    });
    expect((await run('accounts', 'pause', 'djamo')).code).toBe(64);
    expect((await run('accounts', 'pause', 'nobody', '--reason', 'x', '--by', 'ada')).code).toBe(1);
    const resumed = await run('accounts', 'resume', 'djamo');
    expect(resumed).toMatchObject({ code: 0, stdout: 'djamo sends again\n' });
  });

  it('accounts tells what the API tells', async () => {
    const listed = await run('accounts', '--json');
    expect(documentOf(listed)).toEqual((await world.call('GET', '/v1/accounts')).body);
    // A batch that is looked at has the balance read, which no worker does here.
    await world.call('POST', '/v1/batches?validate=true', { payouts: [toPhone('00')] });
    const { stdout } = await run('accounts');
    expect(stdout).toMatch(/djamo +djamo +- +XOF +5000\.\.500000/);
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
    const { body } = await world.call<{ data: Account[] }>('GET', '/v1/accounts');
    const djamo = body.data.find(({ name }) => name === 'djamo');
    expect(stdout).toMatch(new RegExp(`500000 +- +${djamo?.balance?.amount} +${djamo?.committed.amount}\n`));
    expect(stdout).toContain(`The balance of djamo is of ${djamo?.balance?.asOf}.`);
    await run('accounts', 'pause', 'djamo', '--reason', 'the bank asked', '--by', 'ada');
    expect((await run('accounts')).stdout).toContain('djamo is held by ada: the bank asked\n');
    await run('accounts', 'resume', 'djamo');
  });

  it('batches and payouts list tell what the API tells', async () => {
    const payouts = [toPhone('00', '6100'), toPhone('01', '6200')];
    const key = { 'idempotency-key': crypto.randomUUID() };
    const { body: batch } = await world.call<{ id: string }>('POST', '/v1/batches', { payouts }, key);
    const batches = await run('batches', '--limit', '1', '--json');
    expect(documentOf(batches)).toEqual((await world.call('GET', '/v1/batches?limit=1')).body);
    expect((await run('batches')).stdout).toMatch(new RegExp(`\n${batch.id} +\\S+Z +2 +0 +2 +0 +0\n`));
    const listed = await run('payouts', 'list', '--batch', batch.id, '--status', 'queued,paid', '--json');
    expect(documentOf(listed)).toEqual((await world.call('GET', `/v1/payouts?batchId=${batch.id}`)).body);
    expect((await run('payouts', 'list', '--recipient', '+2250701020301')).stdout).toContain('6200 XOF');
    expect((await run('payouts', 'list', '--reference', 'nothing')).stdout).toBe('there is no such payout\n');
    expect((await run('payouts', 'list', '--status', 'x')).code).toBe(64);
    expect((await run('batches', '--limit', '0')).code).toBe(64);
  });

  it('statement exits 0 when the lists agree and 3 when the provider has a stranger', async () => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const statement = (...args: string[]) => run('statement', '--since', since, '--json', ...args);
    expect(await statement('--account', 'djamo')).toMatchObject({ code: 0 });
    const foreign = { amount: 7000, msisdn: '+2250701020399', reference: crypto.randomUUID(), type: 'transfer' };
    await fetch(`${world.providers.djamo}/v1/transactions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${world.settings.DJAMO_ACCESS_TOKEN}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(foreign),
    });
    const differing = await statement('--account', 'djamo');
    expect(differing.code).toBe(3);
    expect(documentOf(differing)).toMatchObject({
      run: { status: 'done', counts: { discrepancies: 1 } },
      discrepancies: [{ kind: 'stranger', reference: foreign.reference }],
    });
    expect((await statement('--account', 'jumia-credits')).code).toBe(64);
    expect((await statement('--account', 'nobody')).code).toBe(64);
    await world.sandbox('djamo', 'POST', 'faults', { fault: 'error-500', on: 'read' });
    expect((await statement('--account', 'djamo')).code).toBe(1);
  });

  it('callbacks register registers three topics and never one twice', async () => {
    expect((await run('callbacks', 'register')).code).toBe(78);
    const missing = await failures(PUBLIC);
    expect(missing).toMatchObject({ code: 1, failed: [{ check: 'webhooks', account: 'djamo' }] });
    expect(missing.failed[0]?.remedy).toContain('cauri callbacks register');
    const register = (name = 'callbacks') => cauri({ ...world.settings, ...PUBLIC }, name, 'register', '--json');
    const first = await register();
    expect(documentOf<{ data: { registered: string[] }[] }>(first).data[0]?.registered).toHaveLength(3);
    expect(documentOf(await register())).toMatchObject({ data: [{ account: 'djamo', registered: [], error: null }] });
    const renamed = await register('webhooks');
    expect(documentOf(renamed)).toMatchObject({ data: [{ account: 'djamo', registered: [] }] });
    expect(renamed.stderr).toContain('now cauri callbacks register');
    expect(await failures(PUBLIC)).toEqual({ code: 0, failed: [] });
    await world.sandbox('djamo', 'POST', 'faults', { fault: 'error-500', on: 'read' });
    expect((await register()).code).toBe(1);
    expect((await register()).code).toBe(0);
  });

  describe('doctor, wherever the books are,', () => {
    it('finds wrong base URLs, and that unfinished payouts belong to other ones', async () => {
      await world.create(toPhone('00'));
      await world.create(toEmail('awa'));
      const { code, failed } = await failures({
        DJAMO_BASE_URL: `${world.providers.djamo}/wrong`,
        JUMIA_CREDITS_BASE_URL: `${world.providers.jumia}/wrong/b2ccredits`,
      });
      expect(code).toBe(1);
      for (const account of ['djamo', 'jumia-credits']) {
        const of = failed.filter((finding) => finding.account === account);
        expect(of.find(({ check }) => check === 'provider')?.message).toContain('wrong base URL');
        expect(of.find(({ check }) => check === 'scope')?.remedy).toContain('configure account');
      }
    });

    it('finds a database that is away, and looks at the rest', async () => {
      const away = kind.name === 'sqlite' ? `sqlite:${__filename}/cauri.db` : 'mysql://u:p@127.0.0.1:9/db';
      const { code, failed } = await failures({ DATABASE_URL: away });
      expect({ code, failed }).toMatchObject({ code: 1, failed: [{ check: 'database' }] });
      expect(failed[0]?.message).toContain('not reachable');
    });

    it('remarks on an account that wants more approvers than have a key', async () => {
      const ended = await cauri({ ...world.settings, API_KEYS: '', DJAMO_APPROVERS: '2' }, 'doctor', '--json');
      const { findings } = documentOf<{ findings: Finding[] }>(ended);
      expect(findings.filter(({ check }) => check === 'approvers')).toMatchObject([
        {
          account: 'djamo',
          status: 'hint',
          message: expect.stringMatching(/^2 different consumers must approve, and/),
        },
      ]);
    });

    it('tells every problem of the configuration and exits 78', async () => {
      const { code, failed } = await failures({ LEASE: '1s', PORT: 'x' });
      expect(code).toBe(78);
      expect(new Set(failed.map(({ message }) => message.split(' ')[0]))).toEqual(new Set(['LEASE', 'PORT']));
    });
  });
});
