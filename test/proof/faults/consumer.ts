import { join } from 'node:path';
import { toEmail, toPhone, until, type World } from '../../support/world.js';
import { type Judging, judgeRun } from '../oracle.js';
import { count, type Part, SHORT } from '../tally.js';

/** Of both providers: answered at once, late, executed without an answer, and never answered. */
export const ORDERS: readonly object[] = [
  toPhone('00'),
  toEmail('success'),
  toPhone('35'),
  toEmail('slow'),
  toPhone('31'),
  toEmail('lost-reply'),
];

/** Left out of a sample. */
export const itInFull = SHORT ? it.skip : it;

/** Loads what `service.send` and `CLOCK_SKEW_MS` talk to. */
export const PRELOADED = { NODE_OPTIONS: `--require ${join(__dirname, 'process/preload.cjs')}` };

/** What may be answered while something is broken; then the same request is sent again. */
const AGAIN = ['503 unavailable', '409 idempotency_in_progress'];

interface Placed {
  readonly key: string;
  readonly body: object;
  readonly id: string;
}

/** A consumer as it should be: repeats a create with the same key until it is told 201. */
export class Consumer {
  /** Answers that no fault explains. */
  readonly surprises: string[] = [];
  /** How often it was told to come again. */
  refused = 0;
  private readonly placed: Placed[] = [];

  constructor(private readonly world: World) {}

  async place(body: object): Promise<string> {
    const key = crypto.randomUUID();
    const id = await until(() => this.create(body, key), 60_000);
    this.placed.push({ key, body, id });
    return id;
  }

  placeAll(bodies: readonly object[] = ORDERS): Promise<string[]> {
    return Promise.all(bodies.map((body) => this.place(body)));
  }

  /** Every key still names its one payout, no answer was strange, and the judge finds nothing. */
  async judge(part: Part, startedAt: number, judging: Judging = {}): Promise<void> {
    for (const { body, key, id } of this.placed) {
      expect(await until(() => this.create(body, key))).toBe(id);
    }
    const accepted = this.placed.map(({ id }) => id);
    const verdict = await judgeRun(this.world, accepted, judging);
    expect(verdict.payouts).toBe(accepted.length);
    expect(this.surprises).toEqual([]);
    count(part, verdict, startedAt);
  }

  /** Null: to be sent again. */
  private async create(body: object, key: string): Promise<string | null> {
    const answer = await this.world.create(body, key).catch(() => null);
    if (answer === null) return null;
    if (answer.status === 201) return answer.body.id;
    const told = `${answer.status} ${answer.body.code}`;
    if (!AGAIN.includes(told)) this.surprises.push(told);
    this.refused += 1;
    return null;
  }
}
