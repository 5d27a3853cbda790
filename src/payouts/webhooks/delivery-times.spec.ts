import { Webhook } from 'standardwebhooks';
import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { type HttpServer, listen } from '../../../test/support/http-server.js';
import { acceptedEvent, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import { isSignedByKey } from '../../../test/support/webhook-receiver.js';
import { until } from '../../../test/support/world.js';
import { EventFeed } from '../outbox/event-feed.js';
import { OutboxBell } from '../outbox/outbox-bell.js';
import { Sequencer } from '../outbox/sequencer.js';
import { DEFAULT_TIMINGS, type EngineSettings } from '../payouts.options.js';
import { OutboxEventRow, OutboxReaderRow } from '../storage/entities/outbox.entities.js';
import { WebhookDeliveryRow, WebhookEndpointRow } from '../storage/entities/webhook.entities.js';
import { DeliveryRecorder } from './delivery-recorder.js';
import type { WebhookDeliveryDto } from './dto/webhook-endpoint.dto.js';
import { EndpointLane } from './endpoint-lane.js';
import { OutboxSweeper } from './outbox-sweeper.js';
import { WebhookDeliverer } from './webhook-deliverer.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookMessenger } from './webhook-messenger.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OWNER = 'payroll';
/** Only what a test asks for comes to an endpoint that wants nothing else. */
const QUIET = ['batch.completed'] as const;

/** Deliveries at a time that the test moves. */
describe.each(DATABASES)('deliveries as time goes by, on $name', (kind) => {
  let opened: Storage;
  let server: HttpServer;
  /** HTTP status with which the receiver answers, by path. Null does not answer. 200 without. */
  let answers: Map<string, number | null>;
  let body: string;
  let engine: Engine;
  let sweeper: OutboxSweeper;
  let lane: EndpointLane;
  let endpoints: WebhookEndpointsService;
  let deliveries: WebhookDeliveriesService;
  let messenger: WebhookMessenger;
  let feed: EventFeed;
  const deliverers: WebhookDeliverer[] = [];

  beforeAll(async () => {
    opened = await openStorage(kind);
    server = await listen((response, { url = '' }) => {
      const status = answers.get(url);
      const asked = url === '/later' ? { 'retry-after': '8' } : {};
      if (status !== null) response.writeHead(status ?? 200, asked).end(body);
    });
  });
  beforeEach(() => {
    answers = new Map();
    body = 'taken';
    engine = new Engine(opened, new ScriptedConnector(ACCOUNT));
    // Ids of events begin with the time of this machine.
    engine.time = Date.now();
    const { context } = engine;
    const webhooks = { encryptionKeys: [], allowedHosts: ['127.0.0.1'] };
    // An endpoint that never answers hangs for as long as its test takes.
    const timings = { ...DEFAULT_TIMINGS, webhookTimeout: HOUR };
    messenger = new WebhookMessenger({ webhooks, timings } as unknown as EngineSettings);
    const sequencer = new Sequencer(context);
    const recorder = new DeliveryRecorder(context);
    feed = new EventFeed(context, sequencer);
    sweeper = new OutboxSweeper(context, sequencer, recorder, messenger);
    lane = new EndpointLane(context, messenger, recorder);
    endpoints = new WebhookEndpointsService(context, messenger, sequencer);
    deliveries = new WebhookDeliveriesService(context, sequencer, new OutboxBell(undefined as never));
  });
  afterEach(async () => {
    const drained = deliverers.splice(0).map((one) => one.drain());
    await messenger.onApplicationShutdown();
    await Promise.all(drained);
    for (const row of [WebhookEndpointRow, WebhookDeliveryRow, OutboxEventRow]) {
      await opened.dataSource.getRepository<object>(row).clear();
    }
    // The next test begins earlier than this one has ended.
    await opened.dataSource.getRepository(OutboxReaderRow).update({ name: 'feed' }, { movedAt: 0 });
  });
  afterAll(async () => {
    await server.close();
    await opened.close();
  });

  async function endpoint(path: string, { types = QUIET as readonly string[], signature = 'v1' } = {}) {
    const order = { url: `${server.url}${path}`, types, signature };
    return endpoints.create(order as never, { consumer: OWNER, scopes: [] });
  }

  const serve = (id: string) => lane.serve(id, async () => true);
  const deliveryOf = async (id: string): Promise<WebhookDeliveryDto> => {
    const [newest] = (await deliveries.list(id, {} as never, OWNER)).data;
    if (newest === undefined) throw new Error('nothing was to be sent');
    return newest;
  };
  const arrivedAt = (path: string) => server.arrived.filter(({ url }) => url === path);

  it('come again by the plan, and are given up after it', async () => {
    answers.set('/plan', 500);
    const { id } = await endpoint('/plan');
    await deliveries.test(id, OWNER);
    const waits: number[] = [];
    for (;;) {
      await serve(id);
      const { nextAt, attempts } = await deliveryOf(id);
      const last = attempts.at(-1);
      if (nextAt === null || last === undefined) break;
      const next = Date.parse(nextAt);
      waits.push(next - Date.parse(last.at) - last.durationMs);
      engine.time = next - 1;
      const before = arrivedAt('/plan').length;
      await serve(id);
      expect(arrivedAt('/plan')).toHaveLength(before);
      engine.time = next;
    }
    const plan = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];
    expect(waits).toEqual(plan);
    expect(await deliveryOf(id)).toMatchObject({ status: 'failed', attempt: 10, responseStatus: 500, nextAt: null });
    expect(new Set(arrivedAt('/plan').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await sweeper.prepare();
    expect(await endpoints.get(id, OWNER)).toMatchObject({ enabled: true });
  });

  it('wait as long as Retry-After asks, if that is longer than the plan', async () => {
    answers.set('/later', 429);
    const { id } = await endpoint('/later');
    await deliveries.test(id, OWNER);
    const waits: number[] = [];
    for (const _ of [1, 2]) {
      await serve(id);
      const { nextAt, attempts } = await deliveryOf(id);
      const last = attempts.at(-1);
      engine.time = Date.parse(nextAt ?? '');
      waits.push(engine.time - Date.parse(last?.at ?? '') - (last?.durationMs ?? 0));
    }
    expect(waits).toEqual([8 * SECOND, 5 * MINUTE]);
  });

  it('end five days after the last success, and the other endpoints of the consumer are told', async () => {
    answers.set('/dead', 500);
    answers.set('/ill', 500);
    const [dead, ill, well] = [
      await endpoint('/dead', { types: ['endpoint.disabled'] }),
      await endpoint('/ill'),
      await endpoint('/well', { types: ['endpoint.disabled'] }),
    ];
    for (const { id } of [dead, ill]) {
      await deliveries.test(id, OWNER);
      await serve(id);
    }
    answers.delete('/ill');
    engine.time += 5 * DAY - MINUTE;
    await serve(ill.id);
    await sweeper.prepare();
    expect(await endpoints.get(dead.id, OWNER)).toMatchObject({ enabled: true, disabledReason: null });
    engine.time += 2 * MINUTE;
    await sweeper.prepare();
    expect(await endpoints.get(dead.id, OWNER)).toMatchObject({ enabled: false, disabledReason: 'failing' });
    expect(await endpoints.get(ill.id, OWNER)).toMatchObject({ enabled: true });
    expect(await deliveryOf(dead.id)).toMatchObject({ status: 'failed', nextAt: null });
    await sweeper.prepare();
    await serve(well.id);
    await serve(dead.id);
    expect(arrivedAt('/well').map((one) => JSON.parse(one.body))).toEqual([
      {
        type: 'endpoint.disabled',
        timestamp: expect.any(String),
        data: { id: dead.id, object: 'webhook_endpoint', disabledReason: 'failing' },
      },
    ]);
    expect(arrivedAt('/dead')).toHaveLength(1);
    const principal = { consumer: OWNER, scopes: ['payouts:read'] as const };
    const told = await feed.read({ types: ['endpoint.disabled'], limit: 20 }, principal);
    expect(told.data).toHaveLength(1);
  });

  it('are tried one at a time after five failures in a row, with pauses, until one succeeds', async () => {
    answers.set('/probed', 503);
    const { id } = await endpoint('/probed');
    const count = 30;
    for (let index = 0; index < count; index += 1) await deliveries.test(id, OWNER);
    await serve(id);
    // Those under way when the fifth fails are no more than the simultaneous POSTs.
    expect(arrivedAt('/probed').length).toBeLessThanOrEqual(5 + 8);
    for (let probe = 0; probe < 3; probe += 1) {
      const before = arrivedAt('/probed').length;
      await serve(id);
      expect(arrivedAt('/probed')).toHaveLength(before);
      engine.time += MINUTE + 30 * SECOND;
      await serve(id);
      expect(arrivedAt('/probed')).toHaveLength(before + 1);
    }
    answers.delete('/probed');
    engine.time += 30 * MINUTE;
    await serve(id);
    const { data } = await deliveries.list(id, { limit: 100 } as never, OWNER);
    expect(data.filter(({ status }) => status === 'delivered')).toHaveLength(count);
  });

  it('that somebody asks for while their last POST is under way are sent again', async () => {
    const { id } = await endpoint('/asked');
    await deliveries.test(id, OWNER);
    const { id: deliveryId } = await deliveryOf(id);
    const rows = opened.dataSource.getRepository(WebhookDeliveryRow);
    await rows.update({ id: deliveryId }, { step: 9, asked: 0 });
    const delivery = await rows.findOneByOrFail({ id: deliveryId });
    const found = await opened.unitOfWork.read((transaction) => transaction.endpoints.find(id, null));
    if (found === null) throw new Error('no endpoint');
    await deliveries.retry(id, deliveryId, OWNER);
    const answer = { status: 500, error: null, body: null, durationMs: 1, retryAfterMs: null };
    const tried = [{ delivery, at: engine.time, answer }];
    const recorder = new DeliveryRecorder(engine.context);
    await recorder.record({ endpoint: found, tried, superseded: [delivery], lost: [] });
    expect(await deliveryOf(id)).toMatchObject({ status: 'pending' });
    await serve(id);
    expect(await deliveryOf(id)).toMatchObject({ status: 'delivered' });
  });

  it('are signed by old secrets for 24 hours, however often the secret is replaced', async () => {
    const first = await endpoint('/rotated', { signature: 'v1a' });
    const second = await endpoints.rotate(first.id, OWNER);
    engine.time += HOUR;
    const third = await endpoints.rotate(first.id, OWNER);
    const all = [first, second, third];
    expect(new Set(all.map(({ publicKey }) => publicKey)).size).toBe(3);

    /** Returns which of the three have signed a new test event, by HMAC and by ed25519. */
    async function signers(): Promise<boolean[][]> {
      await deliveries.test(first.id, OWNER);
      await serve(first.id);
      const arrived = arrivedAt('/rotated').at(-1);
      if (arrived === undefined) throw new Error('nothing has arrived');
      const { headers, body: text } = arrived;
      const [messageId, at] = [String(headers['webhook-id']), Number(headers['webhook-timestamp'])];
      const signatures = String(headers['webhook-signature']).split(' ');
      return all.map(({ secret, publicKey }) => [
        signatures.includes(new Webhook(secret).sign(messageId, new Date(at * SECOND), text)),
        isSignedByKey(String(publicKey), headers, text),
      ]);
    }
    const [yes, no] = [
      [true, true],
      [false, false],
    ];
    expect(await signers()).toEqual([yes, yes, yes]);
    engine.time += 23 * HOUR;
    expect(await signers()).toEqual([no, yes, yes]);
    engine.time += HOUR;
    expect(await signers()).toEqual([no, no, yes]);
  });

  it('are recorded although the receiver answers what takes six times its size', async () => {
    body = '\u0001'.repeat(2_000);
    answers.set('/binary', 500);
    const { id } = await endpoint('/binary');
    const { id: deliveryId } = await deliveries.test(id, OWNER);
    for (let attempt = 1; attempt <= 15; attempt += 1) {
      if (attempt > 1) await deliveries.retry(id, deliveryId, OWNER);
      await serve(id);
    }
    const { attempt, attempts } = await deliveryOf(id);
    expect(attempt).toBe(15);
    expect(attempts.length).toBeGreaterThan(5);
    expect(attempts.at(-1)?.responseBody).toBe('\u0001'.repeat(1_024));
  });

  it('are kept with their answers for 30 days', async () => {
    const { id } = await endpoint('/kept');
    await deliveries.test(id, OWNER);
    await serve(id);
    engine.time += 30 * DAY - MINUTE;
    await sweeper.prepare();
    expect((await deliveryOf(id)).attempts).toMatchObject([{ responseStatus: 200, responseBody: 'taken' }]);
    // The clock of a process may be a minute off, so they are kept for a little longer.
    engine.time += 10 * MINUTE;
    await sweeper.prepare();
    expect((await deliveries.list(id, {} as never, OWNER)).data).toEqual([]);
    expect(await opened.dataSource.getRepository(OutboxEventRow).count()).toBe(0);
  });

  it('do not wait for endpoints that never answer, not even for those of the same host', async () => {
    const hanging = await Promise.all(['/hangs/1', '/hangs/2', '/hangs/3'].map((path) => endpoint(path)));
    const well = await endpoint('/answers');
    for (const { id } of hanging) {
      answers.set(new URL((await endpoints.get(id, OWNER)).url).pathname, null);
      for (let count = 0; count < 8; count += 1) await deliveries.test(id, OWNER);
    }
    const deliverer = new WebhookDeliverer(engine.context, lane, sweeper);
    deliverers.push(deliverer);
    await deliverer.tick();
    await until(async () =>
      server.arrived.filter(({ url }) => url?.startsWith('/hangs')).length === 24 ? true : null,
    );
    await deliveries.test(well.id, OWNER);
    await deliverer.tick();
    await until(async () => ((await deliveryOf(well.id)).status === 'delivered' ? true : null));
    for (const { id } of hanging) expect(await deliveryOf(id)).toMatchObject({ status: 'pending', attempt: 0 });
  });

  it('of one payout are sent one after another, those of another payout at the same time', async () => {
    const { id } = await endpoint('/versions', { types: ['payout.updated'] });
    answers.set('/versions', null);
    const at = engine.time;
    const annotated = { type: 'annotated', changes: { fee: 7 }, data: {} } as const;
    const [first, second] = await opened.unitOfWork.run(async ({ payouts }) => {
      const schedule = { nextAt: null };
      const one = await payouts.insert(anOrder({ consumer: OWNER, createdAt: at }), acceptedEvent(), schedule);
      await payouts.change(one, { events: [annotated], source: 'worker', at });
      return [one, await payouts.insert(anOrder({ consumer: OWNER, createdAt: at }), acceptedEvent(), schedule)];
    });
    await sweeper.prepare();
    // It ends with its test: the endpoint never answers.
    void serve(id).catch(() => undefined);
    const sent = () => arrivedAt('/versions').map(({ body: text }) => JSON.parse(text).data);
    await until(async () => (sent().some((payout) => payout.id === second?.id) ? true : null));
    expect(sent().map(({ id: payoutId, version }) => [payoutId, version])).toEqual([
      [first?.id, 1],
      [second?.id, 1],
    ]);
  });
});
