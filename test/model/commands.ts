import fc, { type Arbitrary } from 'fast-check';
import { RESOLUTION_ACTIONS } from '../../src/payouts/domain/payout.js';
import { allowRefusal, command, fact, idOf, key, type Model, type PayoutCommand } from './command.js';
import { HOUR, MINUTE, SECOND } from './manual-clock.js';
import { COMMITS } from './stage.js';
import { answer, claimReads, crash, probe, read, send, start, work } from './worker-commands.js';

const accept = command('accept', {
  argument: fc.record({
    key,
    expiresAfter: fc.constantFrom(null, null, 10 * MINUTE),
    commit: fc.constantFrom('known' as const, ...COMMITS),
  }),
  can: (model, one) => !model.ids.has(one.key),
  run: async (stage, { key: one, expiresAfter, commit }, model) => {
    stage.units.commit = commit;
    const accepted = await allowRefusal(stage.accept(one, expiresAfter));
    if (accepted) model.ids.set(one, accepted.id);
  },
});

const acceptAgain = command('accept again', {
  argument: key,
  can: (model, one) => model.ids.has(one),
  run: async (stage, one, model) => {
    const again = await stage.accept(one);
    expect(again).toEqual({ id: model.ids.get(one), replayed: true });
  },
});

const accepted = { argument: key, can: (model: Readonly<Model>, one: number) => model.ids.has(one) };

const refresh = command('refresh', {
  ...accepted,
  run: async (stage, one, model) => {
    const payout = await stage.books.read(({ payouts }) => payouts.require(idOf(model, one)));
    await allowRefusal(stage.reads.refresh(payout));
  },
});

const cancel = command('cancel', {
  argument: fc.record({ key, early: fc.constantFrom(false, false, false, true) }),
  can: (model, { key: one, early }) => early || model.seen.get(idOf(model, one))?.status === 'paid',
  run: async (stage, { key: one }, model) => {
    const payout = await stage.books.read(({ payouts }) => payouts.find(idOf(model, one)));
    const after = payout && (await allowRefusal(stage.cancellations.cancel(payout, { consumer: 'payroll' })));
    if (after?.status === 'canceled') stage.canceled.add(after.id);
  },
});

const callBack = command('call back', {
  ...accepted,
  run: (stage, one, model) => stage.callBack(idOf(model, one)),
});

const move = command('provider moves', {
  argument: fc.record({ key, fact, callsBack: fc.boolean() }),
  can: (model, one) => model.ids.has(one.key),
  run: async (stage, { key: one, fact: next, callsBack }, model) => {
    stage.provider.ledger.move(idOf(model, one), next);
    if (callsBack) await stage.callBack(idOf(model, one));
  },
});

const executeLate = command('provider executes what is late', {
  argument: fc.constant(null),
  run: async ({ provider }) => provider.ledger.executeWhatIsLate(),
});

const hold = command('hold', {
  argument: fc.constantFrom('pause', 'resume', 'resume'),
  run: async ({ accounts, provider: { account } }, what) => {
    await (what === 'pause' ? accounts.pause(account.name, 'operator', 'a test') : accounts.resume(account.name));
  },
});

const resolve = command('resolve', {
  argument: fc.record({ key, action: fc.constantFrom(...RESOLUTION_ACTIONS), after: fc.constantFrom(0, 25 * HOUR) }),
  can: (model, { key: one }) => model.seen.get(idOf(model, one))?.inReview ?? false,
  run: async (stage, { key: one, action, after }, model) => {
    stage.clock.advance(after);
    // The quarantine is there because nothing is executed later than that.
    stage.provider.ledger.executeWhatIsLate();
    await allowRefusal(stage.resolve(idOf(model, one), action));
  },
});

const sweep = command('sweep', { argument: fc.constant(null), run: ({ sweeper }) => sweeper.sweep() });

const TIMES = [SECOND, 6 * SECOND, 31 * SECOND, MINUTE, 2 * MINUTE, 16 * MINUTE];
const advance = command('advance', {
  argument: fc.record({
    ms: fc.constantFrom(...TIMES, ...TIMES, 73 * HOUR),
    asleep: fc.constantFrom(false, false, true),
  }),
  run: async ({ clock }, { ms, asleep }) => (asleep ? clock.sleep(ms) : clock.advance(ms)),
});

const untilDue = command('until due', {
  argument: fc.constant(null),
  run: async (stage) => stage.clock.advance(await stage.untilDue()),
});

const ALWAYS = [work, work, work, untilDue, untilDue, untilDue, advance];

/** Each as often as it stands here. A new command is a definition above and its name here. */
export const COMMANDS: readonly Arbitrary<PayoutCommand>[] = [
  ...ALWAYS,
  ...ALWAYS,
  ...[accept, acceptAgain, start, start, probe, send, send, send],
  ...[claimReads, claimReads, read, read, answer, answer, crash],
  ...[refresh, cancel, cancel, cancel, callBack, callBack, move, move, executeLate, hold, sweep],
  ...[resolve, resolve, resolve],
];
