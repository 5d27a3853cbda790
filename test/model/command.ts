import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import { PayoutError } from '../../src/payouts/payouts.errors.js';
import { FATES, READINGS } from './adversary.js';
import { expectSound, type Seen } from './book-rules.js';
import type { Stage } from './stage.js';
import type { WorkerProcess } from './worker-process.js';

type Memory = WorkerProcess['memory'];

/** What we know without asking the engine: which keys were accepted as what, and what was last seen of each payout. */
export class Model {
  readonly ids = new Map<number, string>();
  readonly seen = new Map<string, Seen>();
  workers: readonly Memory[] = [];

  /** Every run begins with one payout. */
  static async begin(stage: Stage): Promise<Model> {
    const model = new Model();
    model.ids.set(0, (await stage.accept(0)).id);
    return model;
  }
}

export type PayoutCommand = AsyncCommand<Model, Stage>;

interface Definition<T> {
  readonly argument: Arbitrary<T>;
  /** Whether the command would do anything. */
  readonly can?: (model: Readonly<Model>, argument: T) => boolean;
  readonly run: (stage: Stage, argument: T, model: Model) => Promise<void>;
}

export function command<T>(name: string, { argument, can = () => true, run }: Definition<T>): Arbitrary<PayoutCommand> {
  return argument.map((value) => ({
    check: (model) => can(model, value),
    run: async (model, stage) => {
      await run(stage, value, model);
      model.workers = stage.workers.map(({ memory }) => memory);
      await expectSound(stage, model.seen);
    },
    toString: () => `${name}(${fc.stringify(value)})`,
  }));
}

export const key = fc.constantFrom(0, 0, 1, 2);
export const worker = fc.constantFrom<0 | 1>(0, 1);
export const fate = fc.constantFrom(...FATES);
export const fact = fc.constantFrom('paid', 'paid', 'failed', 'returned', 'cancellation_failed');
export const reading = fc.constantFrom('true' as const, ...READINGS);

/** The id of a payout that `can` has found accepted. */
export function idOf(model: Model, one: number): string {
  return model.ids.get(one) ?? '';
}

/** A command of an API answers, or refuses for a reason that it knows. */
export async function allowRefusal<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof PayoutError) return null;
    throw error;
  }
}
