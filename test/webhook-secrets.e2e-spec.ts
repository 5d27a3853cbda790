import { randomBytes } from 'node:crypto';
import { ONE_DATABASE } from './support/databases.js';
import { connect } from './support/storage.js';
import { WebhookReceiver } from './support/webhook-receiver.js';
import { until, World } from './support/world.js';

const key = (kid: string) => `${kid}:${randomBytes(32).toString('base64')}`;
const SETTINGS = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', WEBHOOK_TIMEOUT: '1s' };

describe.each(ONE_DATABASE)('secrets of webhook endpoints on $name', (kind) => {
  it('are encrypted from the start with a key on, go over to a new key by themselves, and sign all the while', async () => {
    const world = await World.start(kind, SETTINGS);
    const receiver = await WebhookReceiver.start();
    const { body } = await world.call<{ id: string; secret: string }>('POST', '/v1/webhook-endpoints', {
      url: receiver.url,
      types: ['endpoint.disabled'],
    });
    receiver.secret = body.secret;

    async function stored(): Promise<string> {
      const dataSource = await connect(world.database.url);
      const [row] = await dataSource.query('SELECT secrets FROM cauri_webhook_endpoint');
      await dataSource.destroy();
      return (row as { secrets: string }).secrets;
    }
    async function signs(): Promise<void> {
      const before = receiver.messages.length;
      await world.call('POST', `/v1/webhook-endpoints/${body.id}/test`);
      await until(async () => (receiver.messages.length > before ? true : null));
    }
    const sealedWith = (kid: string) => until(async () => ((await stored()).includes(`"${kid}:`) ? true : null));

    expect(await stored()).toContain(body.secret);
    await signs();
    const [first, second] = [key('k1'), key('k2')];
    await world.restart('SIGTERM', { ENCRYPTION_KEY: first });
    await sealedWith('k1');
    expect(await stored()).not.toContain(body.secret.slice(6));
    await signs();
    await world.restart('SIGTERM', { ENCRYPTION_KEY: `${second},${first}` });
    await sealedWith('k2');
    await world.restart('SIGTERM', { ENCRYPTION_KEY: second });
    await signs();

    // Without its key nothing is sent, and nothing is lost.
    await world.restart('SIGTERM', { ENCRYPTION_KEY: key('k3') });
    await world.call('POST', `/v1/webhook-endpoints/${body.id}/test`);
    await until(async () => (world.output().includes('cannot be read with the key k2') ? true : null));
    const sent = receiver.messages.length;
    await world.restart('SIGTERM', { ENCRYPTION_KEY: second });
    await world.call('POST', `/v1/webhook-endpoints/${body.id}/test`);
    await until(async () => (receiver.messages.length === sent + 2 ? true : null));
    expect(receiver.refused).toEqual([]);
    expect(world.output()).not.toContain(body.secret);
    await world.stop();
    await receiver.stop();
  });
});
