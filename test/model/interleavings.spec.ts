import fc from 'fast-check';
import { DATABASES } from '../support/databases.js';
import { openStorage, type Storage } from '../support/storage.js';
import { ACTORS, ANSWERS, actAtOnce, live, PAST } from './actors.js';
import { expectSound } from './book-rules.js';
import { expectHealed } from './healing.js';
import { runs, TIMEOUT_MS } from './runs.js';
import { Stage } from './stage.js';

const CASES = DATABASES.flatMap((kind) =>
  (['by-reference', 'unverified'] as const).map((dedupe) => ({ kind, dedupe, name: kind.name })),
);

/** Two workers, a consumer, an operator, a provider and time, step by step in every order. */
describe.each(CASES)('several at once, where dedupe is $dedupe, on $name', ({ kind, dedupe }) => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(kind);
    if (kind.name === 'sqlite') await storage.dataSource.query('PRAGMA synchronous = OFF');
  });
  afterAll(() => storage.close());

  it(
    'execute nothing twice, lose nothing and tell the truth, in whatever order',
    async () => {
      const property = fc.asyncProperty(
        fc.array(PAST, { maxLength: 3 }),
        fc.array(fc.oneof(...ACTORS), { minLength: 2, maxLength: 5 }),
        ANSWERS,
        fc.scheduler(),
        async (past, actors, answers, scheduler) => {
          const stage = await Stage.begin(storage, dedupe);
          const { id } = await stage.accept(0);
          const seen = new Map();
          await live(stage, id, past);
          await expectSound(stage, seen);
          await actAtOnce(stage, scheduler, { payoutId: id, actors, answers });
          await expectSound(stage, seen);
          await expectHealed(stage, [id]);
        },
      );
      await fc.assert(property, runs(kind.name === 'sqlite' ? 100 : 40));
    },
    TIMEOUT_MS,
  );
});
