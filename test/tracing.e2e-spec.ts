import { join } from 'node:path';
import { DATABASES } from './support/databases.js';
import { attributeOf, OtlpCollector, type Span } from './support/otlp-collector.js';
import { toPhone, until, World } from './support/world.js';

const CALLER = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };
const TRACEPARENT = `00-${CALLER.trace}-${CALLER.span}-01`;
const SERVER = 2;
const CLIENT = 3;
const LOADED = `--require ${join(__dirname, 'support/loaded-modules.cjs')}`;

describe.each(DATABASES)('traces on $name', (kind) => {
  let world: World;
  let collector: OtlpCollector;

  beforeAll(async () => {
    collector = await OtlpCollector.start();
    world = await World.start(kind, collector.environment);
  });
  afterAll(async () => {
    await world.stop();
    await collector.stop();
  });

  const find = (is: (span: Span) => boolean) => until(async () => collector.spans.find(is) ?? null);
  const traceOf = (id: string) => id.replaceAll('-', '');

  it('go from the request over the COMMIT to the POST and the reads', async () => {
    const { body } = await world.create(toPhone('00'), undefined, { traceparent: TRACEPARENT });
    await world.settled(body.id);
    const request = await find(({ kind: of, name }) => of === SERVER && name === 'POST /v1/payouts');
    expect(request).toMatchObject({ traceId: CALLER.trace, parentSpanId: CALLER.span });
    expect(attributeOf(request, 'http.route')).toBe('/v1/payouts');
    expect(Number(attributeOf(request, 'http.response.status_code'))).toBe(201);

    const linked = ({ links = [] }: Span, traceId: string) => links.some((link) => link.traceId === traceId);
    const commit = await find((span) => span.name === 'COMMIT accept' && linked(span, CALLER.trace));
    expect(commit.links).toContainEqual(expect.objectContaining({ traceId: CALLER.trace, spanId: request.spanId }));
    expect(linked(commit, traceOf(body.id))).toBe(true);
    expect(commit.traceId).not.toBe(CALLER.trace);

    const ofPayout = (name: string) => find((span) => span.traceId === traceOf(body.id) && span.name === name);
    const accepted = await ofPayout('payout accepted');
    expect(accepted.links).toContainEqual(expect.objectContaining({ traceId: CALLER.trace, spanId: request.spanId }));
    const post = await ofPayout('djamo submit');
    const read = await ofPayout('djamo lookup');
    for (const call of [post, read]) expect(call.kind).toBe(CLIENT);
    expect(attributeOf(post, 'cauri.result')).toBe('accepted');
    await find((span) => span.name === 'COMMIT record' && linked(span, traceOf(body.id)));
    expect(new Set([accepted, post, read].map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
  });

  it('hold nothing personal, no key and no path', () => {
    expect(collector.text).not.toMatch(/\+?225\d{10}|@example\.com|test-key-of|Salary|idempotency/i);
    expect(collector.spans.some(({ attributes }) => attributes.some(({ key }) => key === 'url.path'))).toBe(false);
  });

  it('are named in the log lines of the request and of what it did', async () => {
    const { body } = await world.create(toPhone('00'), undefined, { traceparent: TRACEPARENT });
    const lines = await until(async () => {
      const all = world
        .output()
        .split('\n')
        .filter((line) => line.includes(body.id) && line.includes(CALLER.trace));
      return all.length >= 2 ? all.map((line) => JSON.parse(line) as Record<string, unknown>) : null;
    });
    const [step, request] = [
      lines.find(({ context }) => context === 'Payouts'),
      lines.find(({ context }) => context === 'Http'),
    ];
    const about = { payoutId: body.id, account: 'djamo', traceId: CALLER.trace, requestId: request?.requestId };
    expect(step).toMatchObject({ ...about, status: 'queued', version: 1 });
    expect(request).toMatchObject({ ...about, status: 201 });
    expect(typeof request?.requestId).toBe('string');
    await world.settled(body.id);
    const ofWorker = await until(async () => {
      const lines = world.output().split('\n');
      return lines.find((line) => line.includes(body.id) && line.includes('submission_started')) ?? null;
    });
    expect(JSON.parse(ofWorker)).toMatchObject({ payoutId: body.id, account: 'djamo', traceId: traceOf(body.id) });
  });
});

describe('OpenTelemetry', () => {
  const [sqlite] = DATABASES;
  if (sqlite === undefined) throw new Error('there is always SQLite');

  it.each([
    ['is not loaded unless it is asked for', {}, false],
    [
      'is not loaded when it is switched off',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SDK_DISABLED: 'true' },
      false,
    ],
    [
      'is loaded when it is asked for, and a collector that is away holds nothing up',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
      true,
    ],
  ])('%s', async (_, environment, loaded) => {
    const world = await World.start(sqlite, { ...environment, NODE_OPTIONS: LOADED });
    try {
      const { body } = await world.create(toPhone('00'));
      expect((await world.settled(body.id)).status).toBe('paid');
      expect(await world.service.end('SIGTERM')).toBe(0);
      const [, list = ''] = /^LOADED (.*)$/m.exec(world.output()) ?? [];
      expect((JSON.parse(list) as string[]).length > 0).toBe(loaded);
    } finally {
      await world.stop();
    }
  });
});
