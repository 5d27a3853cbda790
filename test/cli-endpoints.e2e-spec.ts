import { cauri, documentOf } from './support/command.js';
import { ONE_DATABASE } from './support/databases.js';
import { WebhookReceiver } from './support/webhook-receiver.js';
import { toPhone, until, World } from './support/world.js';

describe.each(ONE_DATABASE)('cauri endpoints on $name', (kind) => {
  let world: World;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    world = await World.start(kind, { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', WORKER: 'off' });
    receiver = await WebhookReceiver.start();
  });
  afterAll(async () => {
    await world.stop();
    await receiver.stop();
  });

  const run = (...args: string[]) => cauri(world.settings, ...args);

  it('makes, lists, tests, recovers and rotates; reconcile delivers where no service works', async () => {
    const made = await run('endpoints', 'create', '--consumer', 'shop', '--url', receiver.url, '--json');
    expect(made.code).toBe(0);
    const { id, secret } = documentOf<{ id: string; secret: string }>(made);
    receiver.secret = secret;
    const list = await run('endpoints', 'list');
    expect(list.stdout).toContain(id);
    expect(`${list.stdout}${list.stderr}`).not.toContain(secret);

    expect(documentOf(await run('endpoints', 'test', id, '--json'))).toMatchObject({ status: 'pending' });
    const { body } = await world.create(toPhone('00'));
    const key = { 'idempotency-key': crypto.randomUUID() };
    const batch = await world.call<{ id: string }>('POST', '/v1/batches', { payouts: [toPhone('01', '6100')] }, key);
    expect(batch.status).toBe(201);
    expect(receiver.messages).toEqual([]);
    const reconciled = await run('reconcile', '--until-idle', '--timeout', '60s');
    expect(reconciled.code).toBe(0);
    const { version } = await world.payout(body.id);
    await until(async () => (receiver.of(body.id).length >= version ? true : null));
    expect(receiver.messages.filter(({ type }) => type === 'endpoint.test')).toHaveLength(1);

    const ended = receiver.messages.filter(({ type }) => type === 'batch.completed');
    expect(ended).toMatchObject([{ data: { id: batch.body.id } }]);

    const since = new Date(Date.now() - 60_000).toISOString();
    const recovered = await run('endpoints', 'recover', id, '--since', since);
    expect(recovered).toMatchObject({ code: 0, stdout: '0 deliveries are sent now\n' });
    const rotated = await run('endpoints', 'rotate', id);
    expect(rotated.stdout.trim()).toMatch(/^whsec_/);
    expect(rotated.stdout.trim()).not.toBe(secret);
    expect(receiver.refused).toEqual([]);
  });

  it('shows the public key of an endpoint with ed25519, also after a rotation', async () => {
    const order = ['--consumer', 'shop', '--url', receiver.url, '--types', 'batch.completed', '--signature', 'v1a'];
    const made = await run('endpoints', 'create', ...order);
    expect(made.stdout.trim()).toMatch(/^whsec_/);
    const [, id = '', publicKey = ''] = /endpoint's id is (\S+)\. Its public key is (\S+)\./.exec(made.stderr) ?? [];
    const shown = await world.call<{ publicKey: string; types: string[] }>('GET', `/v1/webhook-endpoints/${id}`);
    expect(shown.body).toMatchObject({ publicKey, types: ['batch.completed'] });
    const rotated = await run('endpoints', 'rotate', id);
    const after = await world.call<{ publicKey: string }>('GET', `/v1/webhook-endpoints/${id}`);
    expect(after.body.publicKey).not.toBe(publicKey);
    expect(rotated.stderr).toContain(`Its public key is ${after.body.publicKey}.`);
  });

  it('says what is wrong with what it is given', async () => {
    const nobody = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
    expect((await run('endpoints', 'create', '--consumer', 'shop', '--url', 'http://10.0.0.1')).code).toBe(64);
    expect((await run('endpoints', 'create', '--consumer', 'shop')).code).toBe(64);
    expect((await run('endpoints', 'test', 'x')).code).toBe(64);
    expect((await run('endpoints', 'test', nobody)).code).toBe(1);
    expect((await run('endpoints', 'recover', nobody, '--since', 'yesterday')).code).toBe(64);
  });
});
