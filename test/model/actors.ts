import fc, { type Arbitrary, type Scheduler } from 'fast-check';
import { RESOLUTION_ACTIONS } from '../../src/payouts/domain/payout.js';
import { CANCEL_FATES, FATES, type Fate, READINGS, type Reading } from './adversary.js';
import { allowRefusal } from './command.js';
import { MINUTE, SECOND } from './manual-clock.js';
import { type Stage, workOnce } from './stage.js';

/** Somebody who acts at the same time as others, in steps that the scheduler orders. */
export interface Actor {
  act(stage: Stage, payoutId: string): Promise<void>;
  toString(): string;
}

function actor<T>(
  name: string,
  argument: Arbitrary<T>,
  act: (stage: Stage, payoutId: string, argument: T) => Promise<void>,
): Arbitrary<Actor> {
  return argument.map((value) => ({
    act: (stage, payoutId) => act(stage, payoutId, value),
    toString: () => `${name}(${fc.stringify(value)})`,
  }));
}

const worker = fc.constantFrom<0 | 1>(0, 1);
const nothing = fc.constant(null);
const TIMES = [SECOND, 31 * SECOND, 2 * MINUTE, 16 * MINUTE];

const sender = actor('sender', worker, async ({ workers }, _, which) => {
  await workers[which].start(1);
  await workers[which].send();
});

const reader = actor('reader', worker, async ({ workers }, _, which) => {
  await workers[which].claimReads(1);
  await workers[which].readOne();
});

const prober = actor('prober', worker, async ({ workers }, _, which) => {
  await workers[which].probe();
  await workers[which].send();
});

const calledBack = actor('called back', worker, async (stage, payoutId, which) => {
  await stage.callBack(payoutId);
  await stage.workers[which].claimReads(1);
  await stage.workers[which].readOne();
});

const mover = actor('mover', fc.constantFrom('paid', 'failed', 'returned'), async (stage, payoutId, fact) => {
  await stage.units.gate();
  stage.provider.ledger.move(payoutId, fact);
  await stage.callBack(payoutId);
});

const canceler = actor('canceler', nothing, async (stage, payoutId) => {
  const payout = await stage.books.read(({ payouts }) => payouts.require(payoutId));
  const after = await allowRefusal(stage.cancellations.cancel(payout, { consumer: 'payroll' }));
  if (after?.status === 'canceled') stage.canceled.add(payoutId);
});

const refresher = actor('refresher', nothing, async ({ books, reads }, payoutId) => {
  await allowRefusal(reads.refresh(await books.read(({ payouts }) => payouts.require(payoutId))));
});

const pauser = actor('pauser', nothing, async ({ accounts, provider }) => {
  await accounts.pause(provider.account.name, 'operator', 'a test');
  await accounts.resume(provider.account.name);
});

/** One who decides a day later, when nothing is on its way any more. */
const resolver = actor('resolver', fc.constantFrom(...RESOLUTION_ACTIONS), async (stage, payoutId, action) => {
  await stage.units.gate();
  await allowRefusal(stage.resolve(payoutId, action));
});

const sweeper = actor('sweeper', nothing, (stage) => stage.sweeper.sweep());

/** Time passes between any two steps of the others. */
const time = actor('time', fc.constantFrom(...TIMES), async ({ clock, units }, _, ms) => {
  await units.gate();
  clock.advance(ms);
});

/** Each as often as it stands here. */
export const ACTORS: readonly Arbitrary<Actor>[] = [
  ...[sender, sender, sender, reader, reader, reader, time, time],
  ...[prober, calledBack, mover, mover, canceler, canceler, refresher, pauser, sweeper, resolver],
];

/** What happened before they all act at once, one undisturbed pass after the other. */
export interface Past {
  readonly fate: Fate;
  readonly reading: Reading;
  readonly moves: 'paid' | 'failed' | null;
}

export const PAST: Arbitrary<Past> = fc.record({
  fate: fc.constantFrom(...FATES),
  reading: fc.constantFrom('true' as const, ...READINGS),
  moves: fc.constantFrom(null, 'paid', 'failed'),
});

export async function live(stage: Stage, payoutId: string, past: readonly Past[]): Promise<void> {
  const { ledger, fates, readings } = stage.provider;
  for (const { fate, reading, moves } of past) {
    if (moves) ledger.move(payoutId, moves);
    fates.push(fate);
    readings.push(reading);
    await workOnce(stage);
    fates.length = 0;
    readings.length = 0;
    stage.clock.advance(await stage.untilDue());
  }
}

/** What the provider does with each call of the actors, in the order in which the calls come. */
export interface Answers {
  readonly fates: Fate[];
  readonly readings: Reading[];
  readonly cancelFates: (typeof CANCEL_FATES)[number][];
}

export const ANSWERS: Arbitrary<Answers> = fc.record({
  fates: fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 4 }),
  readings: fc.array(fc.constantFrom(...READINGS), { maxLength: 4 }),
  cancelFates: fc.array(fc.constantFrom(...CANCEL_FATES), { maxLength: 2 }),
});

/** All at once: every unit of work, request and answer comes when the scheduler says so. */
export async function actAtOnce(
  stage: Stage,
  scheduler: Scheduler,
  { payoutId, actors, answers }: { payoutId: string; actors: readonly Actor[]; answers: Answers },
): Promise<void> {
  const { provider, units } = stage;
  provider.fates.push(...answers.fates);
  provider.readings.push(...answers.readings);
  provider.cancelFates.push(...answers.cancelFates);
  provider.gate = (point) => scheduler.schedule(Promise.resolve(), point);
  units.gate = () => scheduler.schedule(Promise.resolve(), 'unit of work');
  await scheduler.waitFor(Promise.all(actors.map((one) => one.act(stage, payoutId))));
  provider.gate = async () => undefined;
  units.gate = async () => undefined;
}
