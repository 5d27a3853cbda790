import { SchedulerRegistry } from '@nestjs/schedule';
import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { NOON } from '../../../test/support/factories.js';
import { accept, acceptedEvent, anOrder, openStorage, type Storage } from '../../../test/support/storage.js';
import { until } from '../../../test/support/world.js';
import type { PayoutUpdated } from '../domain/outbox-event.js';
import { Timers } from '../engine/timers.js';
import type { PayoutsOptions } from '../payouts.options.js';
import { PayoutNoticeRow } from '../storage/entities/payout-notice.entity.js';
import { UnitOfWork } from '../storage/unit-of-work.js';
import { HostListener } from './host-listener.js';
import { OutboxBell } from './outbox-bell.js';
import { Sequencer } from './sequencer.js';

const CONNECTOR = new ScriptedConnector(ACCOUNT);
const MINUTE = 60_000;

describe.each(DATABASES)('what the host is told, on $name', (kind) => {
  let opened: Storage;
  let host: { heard: PayoutUpdated[]; refuses: boolean };
  let running: HostListener[];

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

  /** Starts a process of the host. */
  async function start({ onPayoutEvent = hear }: Partial<PayoutsOptions> = {}) {
    const options = { connectors: [CONNECTOR], onPayoutEvent };
    const bell = new OutboxBell(new Timers(new SchedulerRegistry()));
    const unitOfWork = new UnitOfWork(opened.dataSource, (entries) => bell.note(entries));
    const storage = { ...opened, unitOfWork };
    const engine = new Engine(storage, CONNECTOR, { workerInterval: 50 });
    const sequencer = new Sequencer(engine.context);
    const listener = new HostListener(engine.context, sequencer, bell, options);
    await listener.onApplicationBootstrap();
    running.push(listener);
    return { storage, engine, listener };
  }

  /** Returns the number of events that the host's listener has not received yet. */
  async function waiting(): Promise<number> {
    const refused = await opened.dataSource.getRepository(PayoutNoticeRow).count();
    const untold = await opened.unitOfWork.read(async ({ notices, outbox }) => {
      const behind = await outbox.next(await notices.position(), 100);
      return behind.length + Number(await outbox.hasUnplaced());
    });
    return refused + untold;
  }
  const told = (count: number) => until(async () => (host.heard.length >= count ? host.heard : null));
  const nothingWaits = () => until(async () => ((await waiting()) === 0 ? true : null));

  it('is every change with its version, once it is committed, and once', async () => {
    const { storage, engine } = await start();
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
    const { storage } = await start();
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
    const { storage, engine } = await start();
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
    const died = await start();
    await died.listener.beforeApplicationShutdown();
    await accept(died.storage);
    expect(host.heard).toEqual([]);
    await start();
    await told(1);
    await nothingWaits();
  });

  it('comes again from the next process when one died while it told', async () => {
    const hanging = new Promise<void>(() => undefined);
    const died = await start({
      onPayoutEvent: (event) => {
        host.heard.push(event);
        return hanging;
      },
    });
    await accept(died.storage);
    await told(1);
    const next = await start();
    next.engine.time += MINUTE;
    await told(2);
    await nothingWaits();
  });

  it('is told by one of two processes', async () => {
    const [one] = [await start(), await start()];
    for (let count = 0; count < 10; count += 1) await accept(one.storage);
    await nothingWaits();
    expect(host.heard).toHaveLength(10);
  });

  it('is not told again by a process that lost its turn and got it back', async () => {
    let goOn: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const first = await start({
      onPayoutEvent: (event) => {
        host.heard.push(event);
        return waits;
      },
    });
    // In one transaction, so that all three are in the page that the first process tells.
    const three = [1, 2, 3].map(() => ({ order: anOrder(), accepted: acceptedEvent(), schedule: { nextAt: NOON } }));
    await first.storage.unitOfWork.run(({ payouts }) => payouts.insertAll(three));
    await told(1);
    const next = await start();
    next.engine.time += MINUTE * 10;
    for (let count = 0; count < 3; count += 1) await accept(next.storage);
    await told(7);
    await nothingWaits();
    await next.listener.beforeApplicationShutdown();
    const position = () => opened.unitOfWork.read(({ notices }) => notices.position());
    const reached = await position();
    first.engine.time += MINUTE * 20;
    goOn();
    await told(9);
    await first.listener.beforeApplicationShutdown();
    expect([await position(), host.heard.length]).toEqual([reached, 9]);
  });

  it('goes on behind a change that the host refuses', async () => {
    const first = await accept(opened);
    const { storage } = await start({
      onPayoutEvent: (event) => {
        host.heard.push(event);
        if (event.data.id === first.id) throw new Error('never this one');
      },
    });
    const { id } = await accept(storage);
    await told(2);
    expect(host.heard.map(({ data }) => data.id)).toEqual([first.id, id]);
  });
});
