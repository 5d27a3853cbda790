import { SeededRandom } from '../../../src/sandbox/random.js';
import { CREDIT_SCENARIOS, SCENARIOS } from '../../../src/sandbox/scenarios.js';
import type { DatabaseKind } from '../../support/databases.js';
import { freePort } from '../../support/mariadb-server.js';
import type { RunningService } from '../../support/service.js';
import { toEmail, toPhone, until, World } from '../../support/world.js';
import { judgeRun, type Verdict } from '../oracle.js';
import { withCallbacks } from '../with-callbacks.js';

const PAYOUTS = 50;
const DISASTERS = 7;
/** Longer than the lease of these services. */
const FROZEN_MS = 4_500;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const EMAIL_WORDS = [...SCENARIOS, ...CREDIT_SCENARIOS].map(({ word }) => word);
const MSISDN_ENDINGS = SCENARIOS.map(({ msisdnEnding }) => msisdnEnding);
const CALLBACK_MODES = ['normal', 'off', 'lost', 'doubled', 'outOfOrder', 'late', 'beforeReply', 'wrongSignature'];
const READ_FAULTS = ['error-500', 'html-403', 'truncated', 'hang-executed', 'throttled', 'slow'];

/** What is left to chance. One for each activity, so that what one does never hangs on how fast another was. */
class Chance {
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  /** Milliseconds up to `most`. */
  upTo(most: number): number {
    return this.random.next() * most;
  }

  pick<T>(all: readonly T[]): T {
    const picked = all[Math.floor(this.random.next() * all.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }
}

/** Everything at once: the seed decides what happens, and how fast the machine is what it meets. */
export class RandomRun {
  private readonly ordering: Chance;
  private readonly interfering: Chance;
  private readonly breaking: Chance;
  private readonly accepted: string[] = [];
  private second: RunningService | null = null;

  private constructor(
    seed: number,
    private readonly world: World,
  ) {
    this.ordering = new Chance(3 * seed);
    this.interfering = new Chance(3 * seed + 1);
    this.breaking = new Chance(3 * seed + 2);
  }

  /** Orders, breaks, heals and judges. @throws what the judge found */
  static async of(seed: number, kind: DatabaseKind): Promise<Verdict> {
    const world = await World.start(kind, await withCallbacks(), { djamo: { uniqueReferences: false } });
    const run = new RandomRun(seed, world);
    try {
      await run.callbacks();
      await Promise.all([run.order(), run.interfere(), run.breakThings()]);
      await run.heal();
      const operator = run.resumeForFunds();
      return await judgeRun(world, run.accepted, { reviews: ['mismatch'], timeoutMs: 120_000 }).finally(operator);
    } finally {
      await run.second?.end('SIGTERM');
      await world.stop();
    }
  }

  private async callbacks(): Promise<void> {
    for (const provider of ['djamo', 'jumia'] as const) {
      await this.world.sandbox(provider, 'POST', 'callbacks', { mode: this.breaking.pick(CALLBACK_MODES), share: 0.3 });
    }
  }

  /** A consumer that repeats with the same key whatever was not answered. */
  private async order(): Promise<void> {
    for (let index = 0; index < PAYOUTS; index += 1) {
      const amount = String(5_000 + index);
      const body =
        this.ordering.upTo(1) < 0.5
          ? toPhone(this.ordering.pick(MSISDN_ENDINGS), amount)
          : toEmail(this.ordering.pick(EMAIL_WORDS), amount);
      const id = await until(async () => {
        const answer = await this.world.create({ ...body, reference: `order-${index}` }, `key-${index}`);
        return answer.status === 201 ? answer.body.id : null;
      }, 60_000);
      this.accepted.push(id);
      await sleep(this.ordering.upTo(100));
    }
  }

  /** Consumers and operators who ask for things at the wrong moment. */
  private async interfere(): Promise<void> {
    for (let count = 0; count < PAYOUTS; count += 1) {
      await sleep(this.interfering.upTo(250));
      if (this.accepted.length === 0) continue;
      const path = `/v1/payouts/${this.interfering.pick(this.accepted)}`;
      const ask = this.interfering.pick(['refresh', 'cancel', 'refresh', 'explanation', 'events']);
      const method = ask === 'refresh' || ask === 'cancel' ? 'POST' : 'GET';
      await this.world.call(method, `${path}/${ask}`).catch(() => null);
    }
  }

  private async breakThings(): Promise<void> {
    const disasters = [this.kill, this.kill, this.freeze, this.restart, this.cut, this.confuse, this.pause, this.scale];
    for (let count = 0; count < DISASTERS; count += 1) {
      await sleep(200 + this.breaking.upTo(1_200));
      await this.breaking.pick(disasters).call(this);
    }
  }

  private kill(): Promise<void> {
    return this.world.restart('SIGKILL');
  }

  private restart(): Promise<void> {
    return this.world.restart('SIGTERM');
  }

  private async freeze(): Promise<void> {
    this.world.service.signal('SIGSTOP');
    await sleep(FROZEN_MS);
    this.world.service.signal('SIGCONT');
  }

  /** A provider is away. */
  private async cut(): Promise<void> {
    const provider = this.breaking.pick(['djamo', 'jumia'] as const);
    await this.world.sandbox(provider, 'POST', 'faults', { fault: 'down' });
    await sleep(this.breaking.upTo(1_500));
    await this.world.sandbox(provider, 'DELETE', 'faults');
  }

  /** A provider answers reads badly for a while. */
  private async confuse(): Promise<void> {
    const fault = this.breaking.pick(READ_FAULTS);
    await this.world.sandbox(this.breaking.pick(['djamo', 'jumia'] as const), 'POST', 'faults', {
      fault,
      times: 8,
      on: 'read',
    });
  }

  private async pause(): Promise<void> {
    const path = `/v1/accounts/${this.breaking.pick(['djamo', 'jumia-credits'])}`;
    await this.world.call('POST', `${path}/pause`, { reason: 'to see what happens' }).catch(() => null);
    await sleep(this.breaking.upTo(1_000));
    await this.world.call('POST', `${path}/resume`).catch(() => null);
  }

  /** A second instance comes, or is killed; a SQLite file has one worker, so there the second one waits for its turn. */
  private async scale(): Promise<void> {
    const { second } = this;
    this.second = second === null ? await this.world.anotherInstance({ PORT: String(await freePort()) }) : null;
    await second?.end('SIGKILL');
  }

  /**
   * An operator who has paid in. JumiaPay tells no balance, so a hold for a lack of funds, which one of its scenarios
   * causes also after everything is healed, ends only by a person. Returns how to send the operator home.
   */
  private resumeForFunds(): () => void {
    const look = async (): Promise<void> => {
      const { body } = await this.world.call<{ data: { name: string; hold: { reason: string } | null }[] }>(
        'GET',
        '/v1/accounts',
      );
      for (const { name, hold } of body.data) {
        if (hold && ['insufficient_funds', 'repeated_failures'].includes(hold.reason))
          await this.world.call('POST', `/v1/accounts/${name}/resume`);
      }
    };
    const looking = setInterval(() => void look().catch(() => null), 1_000);
    return () => clearInterval(looking);
  }

  /** Nothing is broken any more; who paused an account resumes it. */
  private async heal(): Promise<void> {
    for (const provider of ['djamo', 'jumia'] as const) await this.world.sandbox(provider, 'DELETE', 'faults');
    for (const name of ['djamo', 'jumia-credits']) {
      await until(async () => (await this.world.call('POST', `/v1/accounts/${name}/resume`)).status === 200 || null);
    }
  }
}
