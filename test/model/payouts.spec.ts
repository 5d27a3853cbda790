import fc from 'fast-check';
import { DATABASES } from '../support/databases.js';
import { openStorage, type Storage } from '../support/storage.js';
import { Model } from './command.js';
import { COMMANDS } from './commands.js';
import { expectHealed } from './healing.js';
import { runs, TIMEOUT_MS } from './runs.js';
import { Stage } from './stage.js';

const [sqlite] = DATABASES;
if (!sqlite) throw new Error('SQLite is always there');

const MAX_COMMANDS = 50;

/**
 * Any number of workers' steps, crashes, late answers, operators and consumers, in any order, on the real engine. After
 * each of them `expectSound` holds, and after all of them `expectHealed`.
 */
describe.each(['by-reference', 'unverified'] as const)('any sequence of commands, where dedupe is %s', (dedupe) => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await openStorage(sqlite);
    // No power cut here: what `synchronous = FULL` is for, the crash tests show.
    await storage.dataSource.query('PRAGMA synchronous = OFF');
  });
  afterAll(() => storage.close());

  it(
    'executes nothing twice, loses nothing and tells the truth',
    async () => {
      const commands = fc.commands([...COMMANDS], { maxCommands: MAX_COMMANDS, size: 'max' });
      const property = fc.asyncProperty(commands, async (sequence) => {
        const stage = await Stage.begin(storage, dedupe);
        const model = await Model.begin(stage);
        await fc.asyncModelRun(() => ({ model, real: stage }), sequence);
        await expectHealed(stage, [...model.ids.values()]);
      });
      await fc.assert(property, runs(60));
    },
    TIMEOUT_MS,
  );
});
