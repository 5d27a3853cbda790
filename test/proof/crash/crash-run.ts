import { join } from 'node:path';
import type { DatabaseKind } from '../../support/databases.js';
import { isSettled, type PayoutBody, toEmail, toPhone, until, type Wiring, World } from '../../support/world.js';
import { judgeRun, type Verdict } from '../oracle.js';
import { withCallbacks } from '../with-callbacks.js';

/** Far longer than a service that is up needs, on a machine that is busy with others. */
const PATIENCE_MS = 120_000;
/** Answer of a wait during which the service was killed. */
const DIED = Symbol('killed');

const PORTS = join(__dirname, 'ports.cjs');

/** Short waits, so that a payout heals in seconds; the protocol is the same. */
const TIMINGS = {
  WORKER_INTERVAL: '300ms',
  SUBMIT_TIMEOUT: '600ms',
  LEASE: '1500ms',
  POLL_PLAN: '150ms,300ms,600ms',
  RESEND_WAIT: '100ms',
  ABSENCE_SEARCH: '1s',
  HOLD_PLAN: '100ms,300ms',
};

/** Where the service is to die; see `ports.cjs`. */
export interface KillOrder {
  readonly when: 'before' | 'sent' | 'after';
  readonly nth?: number;
  readonly at?: string;
  readonly after?: string;
}

export type Provider = 'djamo' | 'jumia';

/** A service that is killed and started again, and a consumer who repeats what was not answered. */
export class CrashRun {
  readonly accepted: string[] = [];
  kills = 0;
  private keys = 0;
  private died = false;

  private constructor(readonly world: World) {
    this.watch();
  }

  static async start(
    kind: DatabaseKind,
    settings: Record<string, string> = {},
    wiring: Wiring = {},
  ): Promise<CrashRun> {
    const environment = {
      ...TIMINGS,
      ...(await withCallbacks()),
      NODE_OPTIONS: `--require ${PORTS}`,
      ...settings,
    };
    // A provider that executes a repeated reference: only the protocol keeps it from paying twice.
    const djamo = { uniqueReferences: false, settleAfterMs: 150, ...wiring.djamo };
    return new CrashRun(await World.start(kind, environment, { ...wiring, djamo }));
  }

  /**
   * Orders the kill, then has a payout paid (and, on JumiaPay, taken back), over as many starts as it takes. True when the
   * service died on the way.
   */
  async through(order: KillOrder, provider: Provider, input: string): Promise<boolean> {
    // The last kill may have come after its payout was done.
    await this.revive();
    const before = this.kills;
    await this.world.service.send(order);
    const id = await this.accept(provider, input);
    const paid = await this.settled(id);
    if (provider === 'jumia' && paid.status === 'paid') await this.takeBack(id);
    await this.revive();
    return this.kills > before;
  }

  /** Like `through`, with payouts that are ordered from Djamo at once. */
  async throughGroup(order: KillOrder, size: number): Promise<boolean> {
    await this.revive();
    const before = this.kills;
    await this.world.service.send(order);
    const ids = await Promise.all(Array.from({ length: size }, () => this.accept('djamo', '00')));
    for (const id of ids) await this.settled(id);
    await this.revive();
    return this.kills > before;
  }

  /** Nothing kills it any more. */
  async judge(): Promise<Verdict> {
    await this.world.service.send({ when: 'before' });
    await this.revive();
    return judgeRun(this.world, this.accepted);
  }

  private watch(): void {
    void this.world.service.gone.then(() => {
      this.died = true;
    });
  }

  private async revive(): Promise<void> {
    if (!this.died) return;
    this.died = false;
    this.kills += 1;
    await this.world.restart('SIGKILL');
    this.watch();
  }

  /** Asks until it is answered: the same key is the same payout for ever. */
  private accept(provider: Provider, input: string): Promise<string> {
    this.keys += 1;
    const key = `key-${this.keys}`;
    const body = provider === 'djamo' ? toPhone(input) : toEmail(input);
    return this.alive(async () => {
      const answer = await this.world.create(body, key);
      if (answer.status !== 201) return null;
      this.accepted.push(answer.body.id);
      return answer.body.id;
    });
  }

  /**
   * Asks until there is an answer, and starts the service again when it was killed. The time of a start does not count: beside
   * many other services it can take longer than what is waited for.
   */
  private async alive<T>(ask: () => Promise<T | null>): Promise<T> {
    for (;;) {
      await this.revive();
      const answer = await until<T | typeof DIED>(async () => (this.died ? DIED : ask()), PATIENCE_MS);
      if (answer !== DIED) return answer;
    }
  }

  private settled(id: string): Promise<PayoutBody> {
    return this.alive(async () => {
      const payout = await this.world.payout(id);
      return isSettled(payout) ? payout : null;
    }).catch(async (error) => {
      const { body } = await this.world.call('GET', `/v1/payouts/${id}/explanation`);
      throw new Error(`${id} is not settled: ${JSON.stringify(body)}${await this.told()}`, { cause: error });
    });
  }

  /** Returns the time, the end of what the service printed since it last began, and its metrics, for the message of a failed run. */
  private async told(): Promise<string> {
    const { service } = this.world;
    const metrics = await fetch(`${service.url}/metrics`).then((answer) => answer.text());
    const numbers = metrics.split('\n').filter((line) => /^(cauri|process_start)/.test(line));
    const at = new Date().toISOString();
    return `\n${at}, the service printed:\n${service.output().slice(-4_000)}\nIts metrics:\n${numbers.join('\n')}`;
  }

  /** A request to cancel is repeated until the credit has come back. */
  private async takeBack(id: string): Promise<void> {
    await this.alive(async () => {
      const { status } = await this.world.payout(id);
      if (status === 'returned') return true;
      await this.world.call('POST', `/v1/payouts/${id}/cancel`);
      return null;
    }).catch(async (error) => {
      const { body } = await this.world.call('GET', `/v1/payouts/${id}/events`);
      throw new Error(`${id} is not taken back: ${JSON.stringify(body)}${await this.told()}`, { cause: error });
    });
  }
}
