import { join } from 'node:path';
import type { KillOrder } from '../proof/crash/crash-run.js';
import type { DatabaseKind } from './databases.js';
import type { RunningService } from './service.js';
import { type Wiring, World } from './world.js';

const PORTS = join(__dirname, '../proof/crash/ports.cjs');
const NOWHERE: KillOrder = { when: 'before' };

/** Two instances on one database, of which one can be killed at an exact step. */
export class TwoInstances {
  private constructor(
    readonly world: World,
    private other: RunningService,
  ) {}

  static async start(kind: DatabaseKind, settings: Record<string, string>, wiring: Wiring = {}): Promise<TwoInstances> {
    const world = await World.start(kind, { NODE_OPTIONS: `--require ${PORTS}`, ...settings }, wiring);
    return new TwoInstances(world, await world.anotherInstance());
  }

  async stop(): Promise<void> {
    await this.other.end('SIGTERM');
    await this.world.stop();
  }

  /**
   * Has the instance die that first comes to this step of what `act` asks of the first one. The other answers from then
   * on, unless it waited for a lock of the dead one at that same step, and follows it.
   */
  async killDuring(order: KillOrder, act: () => Promise<unknown>): Promise<void> {
    const { service } = this.world;
    for (const instance of [service, this.other]) await instance.send(order);
    const asked = act().catch(() => null);
    const { other } = this;
    const survivor = await Promise.race([service.gone.then(() => other), other.gone.then(() => service)]);
    await survivor.send(NOWHERE);
    await asked;
    this.world.service = survivor;
    this.other = survivor === other ? service : other;
  }

  /** Starts an instance in place of each dead one. */
  async heal(): Promise<void> {
    if (await isGone(this.world.service)) await this.world.restart('SIGKILL');
    if (await isGone(this.other)) this.other = await this.world.anotherInstance();
  }
}

function isGone({ gone }: RunningService): Promise<boolean> {
  const now = new Promise<boolean>((resolve) => setImmediate(resolve, false));
  return Promise.race([gone.then(() => true), now]);
}
