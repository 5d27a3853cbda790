import { Counter, Gauge, type Registry } from 'prom-client';
import { withinLimit } from '../../common/time-limit.js';
import type { EngineContext } from '../engine/engine-context.js';
import { type Kept, kept } from './kept-result.js';
import { SERIES } from './series.js';

/**
 * Maximum time in milliseconds for reading the numbers. After it the database counts as unavailable. Prometheus allows
 * 10 s for a whole scrape (one request for `/metrics`).
 */
const READ_LIMIT_MS = 4_000;

/** Reads all numbers that the gauges take from the database. */
async function readAll({ unitOfWork, registry, clock }: EngineContext) {
  const accounts = registry.accounts.map(({ name }) => name);
  const read = await unitOfWork.read(async ({ measurements, accounts: states }) => ({
    waiting: await measurements.waiting(accounts),
    reviews: await measurements.reviews(),
    oldestDelivery: await measurements.oldestDelivery(),
    states: (await states.all()).filter(({ name }) => accounts.includes(name)),
  }));
  return { ...read, accounts, now: clock.now() };
}

type Reading = Awaited<ReturnType<typeof readAll>>;

/**
 * Gauges of the current state, such as the number of waiting payouts. All gauges of a scrape (one request for
 * `/metrics`) share one read of the database.
 */
export class Measured {
  private readonly reading: Kept<Reading | null>;

  constructor(
    private readonly registry: Registry,
    private readonly context: EngineContext,
  ) {
    // Null if the database is unavailable. The gauges that need it are then absent, and `cauri_database_up` is 0.
    this.reading = kept(() => withinLimit(READ_LIMIT_MS, readAll(context), () => new Error('late')).catch(() => null));
    this.ofPayouts();
    this.ofAccounts();
    this.ofDatabase();
    this.ofClock();
  }

  private ofPayouts(): void {
    const registers = [this.registry];
    this.gauge(SERIES.waiting, registers, ({ waiting }, gauge) => {
      for (const { account, status, count } of waiting) if (count !== null) gauge.set({ account, status }, count);
    });
    this.gauge(SERIES.oldestDue, registers, ({ waiting, accounts, now }, gauge) => {
      for (const account of accounts) {
        const due = waiting.flatMap((one) => (one.account === account ? (one.oldestDueAt ?? []) : []));
        gauge.set({ account }, seconds(now - Math.min(now, ...due)));
      }
    });
    this.gauge(SERIES.reviews, registers, ({ reviews }, gauge) => {
      for (const [reason, number] of reviews) gauge.set({ reason }, number);
    });
    this.gauge(SERIES.oldestDelivery, registers, ({ oldestDelivery, now }, gauge) => {
      gauge.set({}, seconds(now - Math.min(now, oldestDelivery ?? now)));
    });
  }

  private ofAccounts(): void {
    const registers = [this.registry];
    const stateOf = ({ states }: Reading, account: string) => states.find(({ name }) => name === account);
    this.gauge(SERIES.holdAge, registers, (reading, gauge) => {
      for (const account of reading.accounts) {
        const since = stateOf(reading, account)?.hold?.since;
        // At least 1 s, because 0 means that the account sends.
        gauge.set({ account }, since === undefined ? 0 : Math.max(1, seconds(reading.now - since)));
      }
    });
    this.gauge(SERIES.readsFailing, registers, (reading, gauge) => {
      for (const account of reading.accounts) {
        const outcome = stateOf(reading, account)?.lastRead?.outcome ?? 'ok';
        gauge.set({ account }, outcome === 'ok' ? 0 : 1);
      }
    });
  }

  private ofDatabase(): void {
    const registers = [this.registry];
    const { reading } = this;
    const { unitOfWork } = this.context;
    new Gauge({
      ...SERIES.databaseUp,
      registers,
      async collect() {
        this.set((await reading()) === null ? 0 : 1);
      },
    });
    new Gauge({
      ...SERIES.connections,
      registers,
      async collect() {
        const { inUse, idle } = await unitOfWork.load();
        this.set({ state: 'in_use' }, inUse);
        this.set({ state: 'idle' }, idle);
      },
    });
    new Gauge({
      ...SERIES.connectionsWaiting,
      registers,
      async collect() {
        this.set((await unitOfWork.load()).waiting);
      },
    });
    new Gauge({
      ...SERIES.diskFree,
      registers,
      async collect() {
        const { diskFree } = await unitOfWork.load();
        if (diskFree === null) this.remove();
        else this.set(diskFree);
      },
    });
  }

  private ofClock(): void {
    const registers = [this.registry];
    const { clock } = this.context;
    new Counter({
      ...SERIES.clockJumps,
      registers,
      collect() {
        this.reset();
        this.inc(clock.jumps);
      },
    });
    new Gauge({
      ...SERIES.clockOffset,
      registers,
      collect() {
        this.set(clock.offsetMs / 1_000);
      },
    });
  }

  /**
   * Registers a gauge. At each scrape (request for `/metrics`) its old values are removed, and `set` sets new values
   * from the numbers that were read from the database.
   */
  private gauge(
    series: { readonly name: string; readonly help: string; readonly labelNames: readonly string[] },
    registers: Registry[],
    set: (reading: Reading, gauge: Gauge) => void,
  ): void {
    const { reading } = this;
    const hasLabels = series.labelNames.length > 0;
    new Gauge({
      ...series,
      registers,
      async collect() {
        const read = await reading();
        this.reset();
        if (read !== null) set(read, this);
        // A reset leaves a gauge without labels at 0. `remove` throws for one with labels, which has no values now.
        else if (!hasLabels) this.remove();
      },
    });
  }
}

function seconds(ms: number): number {
  return Math.max(0, ms) / 1_000;
}
