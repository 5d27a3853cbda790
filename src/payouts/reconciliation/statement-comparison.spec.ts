import { DATABASES } from '../../../test/support/databases.js';
import { ACCOUNT, clear, Engine, ScriptedConnector } from '../../../test/support/engine.js';
import { anEcho, anObservation, NOON } from '../../../test/support/factories.js';
import { accept, openStorage, type Storage } from '../../../test/support/storage.js';
import { newId } from '../../common/new-id.js';
import type { StatementLine } from '../../common/payout-connector.js';
import { OPEN_ACCOUNT } from '../domain/account-hold.js';
import type { NewDiscrepancy } from '../storage/discrepancies.repository.js';
import { StatementComparison } from './statement-comparison.js';

const HOUR = 3_600_000;
const WINDOW = { since: NOON, until: NOON + HOUR };

function aLine(id: string, reference: string, more: Partial<StatementLine> = {}): StatementLine {
  const observation = anObservation({ fact: 'paid', providerId: id, echo: anEcho({ reference }) });
  return { observation, createdAt: NOON + 1, ...more };
}

describe.each(DATABASES)('the comparison of a statement on $name', (kind) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(kind);
  });
  afterEach(() => clear(storage));
  afterAll(() => storage.close());

  async function compare(lines: Iterable<StatementLine>): Promise<{ found: NewDiscrepancy[]; movements: number }> {
    const connector = Object.assign(new ScriptedConnector(ACCOUNT), {
      statement: async function* () {
        yield* lines;
      },
    });
    const { context } = new Engine(storage, connector);
    const all: { found: NewDiscrepancy[]; movements: number } = { found: [], movements: 0 };
    for await (const { found, movements } of new StatementComparison(context, context.registry).compare(
      ACCOUNT,
      WINDOW,
    )) {
      all.found.push(...found);
      all.movements += movements;
    }
    await storage.unitOfWork.run(({ discrepancies }) => discrepancies.insert(all.found));
    return all;
  }

  /** Stores a paid payout that has no provider id. */
  async function paid(): Promise<string> {
    const { id } = await accept(storage, { account: ACCOUNT.name }, { changes: { status: 'paid', submittedAt: NOON } });
    await storage.unitOfWork.run(({ attempts }) =>
      attempts.start({ id: newId(), payoutId: id, number: 1, startedAt: NOON }),
    );
    return id;
  }

  it('stores 3500 strangers', async () => {
    const strangers = Array.from({ length: 3_500 }, (_, index) => aLine(`txn_${index}`, `not-ours-${index}`));
    const { found } = await compare(strangers);
    expect([found.length, new Set(found.map(({ kind: one }) => one))]).toEqual([3_500, new Set(['stranger'])]);
    const stored = await storage.dataSource.query('SELECT COUNT(*) AS count FROM cauri_discrepancy');
    expect(Number(stored[0].count)).toBeGreaterThanOrEqual(3_500);
  });

  it('misses every payout that the list does not show, page by page', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 501; count += 1) ids.push(await paid());
    const { found } = await compare([]);
    expect(new Set(found.map(({ payoutId }) => payoutId))).toEqual(new Set(ids));
    expect(found).toHaveLength(501);
  });

  it.each([
    ['both inside the window', NOON + 1, NOON + 2],
    ['the first before the window', NOON - 1, NOON + 2],
    ['the second after the window', NOON + 1, NOON + HOUR],
  ])('sees two transactions of one payout, %s', async (_, first, second) => {
    const id = await paid();
    const { found } = await compare([
      aLine('txn_1', id, { createdAt: first }),
      aLine('txn_2', id, { createdAt: second }),
    ]);
    expect(found.map(({ kind: one, payoutId }) => [one, payoutId])).toEqual([['duplicate', id]]);
    const held = await storage.unitOfWork.read(({ accounts }) => accounts.get(ACCOUNT.name));
    expect(held.hold?.reason).toBe('unexplained_transaction');
  });

  it('applies a line about a payout that was never sent, so that it is not sent after the hold', async () => {
    const { id } = await accept(storage, { account: ACCOUNT.name });
    const line = aLine('txn_1', id);
    expect((await compare([line])).found).toMatchObject([{ payoutId: id, kind: 'status_differs', expected: 'queued' }]);
    const engine = new Engine(storage, new ScriptedConnector(ACCOUNT));
    expect(await engine.payout(id)).toMatchObject({ status: 'paid', providerId: 'txn_1' });
    await storage.unitOfWork.run(({ accounts }) => accounts.change(ACCOUNT.name, () => OPEN_ACCOUNT));
    expect(await engine.submitter.start(ACCOUNT, 9)).toEqual([]);
    // Known by now, it holds the account no more.
    expect((await compare([line])).found).toEqual([]);
    expect(await engine.hold()).toBeNull();
  });

  it('drops a repeated line, unless it says something else than the first', async () => {
    const same = aLine('txn_1', 'not-ours');
    const other = aLine('txn_1', 'not-ours');
    const observation = { ...other.observation, echo: anEcho({ reference: 'not-ours', amount: '1' }) };
    expect((await compare([same, same, { ...other, observation }])).found).toHaveLength(2);
  });

  it('counts what is no transfer apart', async () => {
    const lines = [aLine('txn_1', 'salary', { movement: true }), aLine('txn_2', 'not-ours')];
    const { found, movements } = await compare(lines);
    expect([found.map(({ providerId }) => providerId), movements]).toEqual([['txn_2'], 1]);
  });
});
