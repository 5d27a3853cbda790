import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { until } from '../../../test/support/world.js';
import type { PayoutUpdated } from '../domain/notice.js';
import type { PayoutsOptions } from '../payouts.options.js';
import { PayoutNoticeRow } from '../storage/entities/payout-notice.entity.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { OutboxBell } from './outbox-bell.js';
import { outboxOf, PayoutNotices } from './payout-notices.js';

const CONNECTOR = new ScriptedConnector(ACCOUNT);
const MINUTE = 60_000;

describe.each(DATABASES)('what the host is told, on $name', (kind) => {
  let opened: Storage;
  let host: { heard: PayoutUpdated[]; refuses: boolean };
  let running: PayoutNotices[];

  beforeAll(async () => {
    opened = await openStorage(kind);
  });
  beforeEach(() => {
    host = { heard: [], refuses: false };
    running = [];
  });
  afterEach(async () => {
    for (const one of running) await one.beforeApplicationShutdown();
    await clear(opened);
    await opened.dataSource.getRepository(PayoutNoticeRow).clear();
  });
  afterAll(() => opened.close());

  const hear = (event: PayoutUpdated) => {
    host.heard.push(event);
    if (host.refuses) throw new Error('not now');
  };

  /** A process of the host, which need not have come as far as telling anybody. */
  function start({ onPayoutEvent = hear, begun = true }: Partial<PayoutsOptions> & { begun?: boolean } = {}) {
    const options = { connectors: [CONNECTOR], onPayoutEvent };
    const bell = new OutboxBell();
    const unitOfWork = new UnitOfWork(opened.dataSource, (entries) => bell.note(entries), outboxOf(options));
    const storage = { ...opened, unitOfWork };
    const engine = new Engine(storage, CONNECTOR, { workerInterval: 50 });
    const notices = new PayoutNotices(engine.context, bell, options);
    if (begun) notices.onApplicationBootstrap();
    running.push(notices);
    return { storage, engine };
  }

  const waiting = () => opened.dataSource.getRepository(PayoutNoticeRow).count();
  const told = (count: number) => until(async () => (host.heard.length >= count ? host.heard : null));
  const nothingWaits = () => until(async () => ((await waiting()) === 0 ? true : null));

  it('is every change with its version, once it is committed, and once', async () => {
    const { storage, engine } = start();
    const { id } = await accept(storage, { reference: 'S-1' });
    await told(1);
    const payout = await engine.payout(id);
    const event = { type: 'canceled' as const, changes: { status: 'canceled' as const }, data: {} };
    await storage.unitOfWork.run(({ payouts }) => payouts.change(payout, { events: [event], source: 'api', at: NOON }));
    await told(2);
    await nothingWaits();
    expect(host.heard.map(({ data }) => data)).toEqual([
      expect.objectContaining({ id, version: 1, status: 'queued', previousStatus: null, reference: 'S-1' }),
      expect.objectContaining({ id, version: 2, status: 'canceled', previousStatus: 'queued' }),
    ]);
    expect(JSON.stringify(host.heard)).not.toContain('@example.com');
  });

  it('is nothing that was rolled back', async () => {
    const { storage } = start();
    const undone = storage.unitOfWork.run(async (transaction) => {
      await accept({ unitOfWork: { run: (unit: (t: typeof transaction) => unknown) => unit(transaction) } as never });
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    await accept(storage);
    await told(1);
    await nothingWaits();
    expect(host.heard).toHaveLength(1);
  });

  it('comes again, as the same event, while the host throws', async () => {
    const { storage, engine } = start();
    host.refuses = true;
    await accept(storage);
    await told(1);
    host.refuses = false;
    engine.time += MINUTE;
    await told(2);
    await nothingWaits();
    expect(new Set(host.heard.map(({ id }) => id)).size).toBe(1);
  });

  it('comes from the next process when one died right after the COMMIT', async () => {
    await accept(start({ begun: false }).storage);
    expect(host.heard).toEqual([]);
    start();
    await told(1);
    await nothingWaits();
  });

  it('comes again from the next process when one died while it told', async () => {
    const hanging = new Promise<void>(() => undefined);
    const died = start({
      onPayoutEvent: (event) => {
        host.heard.push(event);
        return hanging;
      },
    });
    await accept(died.storage);
    await told(1);
    const next = start();
    next.engine.time += MINUTE;
    await told(2);
    await nothingWaits();
  });

  it('is told by one of two processes', async () => {
    const [one] = [start(), start()];
    for (let count = 0; count < 10; count += 1) await accept(one.storage);
    await nothingWaits();
    expect(host.heard).toHaveLength(10);
  });

  it('is not even written down where nobody listens', async () => {
    await accept(opened);
    expect(await waiting()).toBe(0);
  });
});
