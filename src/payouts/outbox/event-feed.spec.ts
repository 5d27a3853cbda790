import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { openStorage, type Storage } from '../../../test/support/storage.js';
import { PayoutError } from '../payouts.errors.js';
import type { Principal } from '../payouts.options.js';
import { EventFeed } from './event-feed.js';
import { Sequencer } from './sequencer.js';

const DAY = 24 * 3_600_000;
const READER: Principal = { consumer: 'payroll', scopes: ['payouts:read'] };

describe.each(DATABASES)('a reader of the feed whose events are rare, on $name', (kind) => {
  let opened: Storage;

  beforeAll(async () => {
    opened = await openStorage(kind);
  });
  afterAll(() => opened.close());

  it('keeps its place while others’ events get old, and one that has missed something is told', async () => {
    const engine = new Engine(opened, new ScriptedConnector(ACCOUNT));
    const feed = new EventFeed(engine.context, new Sequencer(engine.context));
    const read = (after: string | null) => feed.read({ limit: 20, ...(after !== null && { after }) }, READER);
    const othersEvent = () =>
      opened.unitOfWork.run(async ({ outbox }) => {
        const data = { name: 'djamo', object: 'account' as const, hold: null };
        outbox.add([{ type: 'account.released', at: engine.time, data }]);
      });

    const { next: early } = await read(null);
    await othersEvent();
    expect(await read(early)).toEqual({ data: [], next: early });
    engine.time += 16 * DAY;
    const { data, next: later } = await read(early);
    expect({ data, moved: later !== early }).toEqual({ data: [], moved: true });
    engine.time += 16 * DAY;
    await othersEvent();
    expect(await read(later)).toEqual({ data: [], next: later });
    const gone = await read(early).catch((error) => error);
    expect(gone).toBeInstanceOf(PayoutError);
    expect(gone).toMatchObject({ code: 'gone' });
  });
});
