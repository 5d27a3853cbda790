import fc from 'fast-check';
import { CommitUnknownError } from '../../src/payouts/storage/database/storage.errors.js';
import { CANCEL_FATES } from './adversary.js';
import { command, fact, fate, reading, worker } from './command.js';
import { COMMITS, workOnce } from './stage.js';

export const start = command('start', {
  argument: fc.record({
    worker,
    limit: fc.integer({ min: 1, max: 3 }),
    commit: fc.constantFrom('known' as const, ...COMMITS),
  }),
  run: async (stage, { worker: which, limit, commit }) => {
    const { hold } = await stage.books.read(({ accounts }) => accounts.get(stage.provider.account.name));
    stage.units.commit = commit;
    const started = await stage.workers[which].start(limit).catch((error: unknown) => {
      if (error instanceof CommitUnknownError) return [];
      throw error;
    });
    stage.units.commit = 'known';
    expect(started.filter(({ payout }) => payout.review !== null || hold !== null)).toEqual([]);
  },
});

export const probe = command('probe', {
  argument: fc.record({ worker, reading }),
  run: async (stage, { worker: which, reading: answer }) => {
    stage.provider.readings.push(answer);
    await stage.workers[which].probe();
    stage.provider.readings.length = 0;
  },
});

export const send = command('send', {
  argument: fc.record({ worker, fate, underWay: fc.boolean() }),
  can: ({ workers }, { worker: which }) => (workers[which]?.started ?? 0) > 0,
  run: async (stage, { worker: which, fate: what, underWay }) => {
    const process = stage.workers[which];
    stage.provider.fates.push(what);
    await (underWay ? process.leaveUnderWay(() => process.send()) : process.send());
    stage.provider.fates.length = 0;
  },
});

export const claimReads = command('claim reads', {
  argument: worker,
  run: (stage, which) => stage.workers[which].claimReads(3),
});

export const read = command('read', {
  argument: fc.record({ worker, reading, cancel: fc.constantFrom(...CANCEL_FATES), underWay: fc.boolean() }),
  can: ({ workers }, { worker: which }) => (workers[which]?.claimed ?? 0) > 0,
  run: async ({ provider, workers }, { worker: which, reading: answer, cancel: what, underWay }) => {
    const process = workers[which];
    provider.readings.push(answer);
    provider.cancelFates.push(what);
    await (underWay ? process.leaveUnderWay(() => process.readOne()) : process.readOne());
    provider.readings.length = 0;
    provider.cancelFates.length = 0;
  },
});

/** What the commands above do step by step, without anything in between: gets further into the life of a payout. */
export const work = command('work', {
  argument: fc.record({ worker, fate, reading, cancel: fc.constantFrom(...CANCEL_FATES), fact: fc.option(fact) }),
  run: async (stage, { worker: which, fate: what, reading: answer, cancel: back, fact: next }, model) => {
    const { ledger, fates, readings, cancelFates } = stage.provider;
    for (const id of model.ids.values()) if (next) ledger.move(id, next);
    fates.push(what);
    readings.push(answer);
    cancelFates.push(back);
    await workOnce(stage, which);
    for (const queue of [fates, readings, cancelFates]) queue.length = 0;
  },
});

export const answer = command('answer', {
  argument: worker,
  can: ({ workers }, which) => (workers[which]?.underWay ?? 0) > 0,
  run: (stage, which) => stage.workers[which].deliver(),
});

export const crash = command('crash', {
  argument: worker,
  can: ({ workers }, which) => Object.values(workers[which] ?? {}).some((count) => count > 0),
  run: async (stage, which) => stage.workers[which].crash(),
});
