import { ProviderReadError, type StatementLine } from '../common/payout-connector.js';
import type { ListPage } from './djamo.pages.js';
import { djamoStatement } from './djamo.statement.js';

const item = (id: unknown, createdAt?: unknown) => ({ id, status: 'completed', reference: `R-${id}`, createdAt });

async function statement(
  pages: Record<string, unknown>[][],
  since = 0,
  until = Number.POSITIVE_INFINITY,
): Promise<StatementLine[]> {
  async function* every(): AsyncGenerator<ListPage, void> {
    for (const items of pages) yield { items, next: null };
  }
  const lines: StatementLine[] = [];
  for await (const line of djamoStatement(every(), since, until)) lines.push(line);
  return lines;
}
const idsOf = (lines: StatementLine[]) => lines.map(({ observation }) => observation.providerId);

describe('djamoStatement', () => {
  it('tells every transaction of every page, with its time', async () => {
    const lines = await statement([[item('1', '2023-05-25T17:43:15.970Z')], [], [item('2', '2023-05-25T17:43:15Z')]]);
    expect(lines).toEqual([
      {
        observation: expect.objectContaining({ fact: 'paid', providerId: '1', duplicated: false }),
        createdAt: Date.UTC(2023, 4, 25, 17, 43, 15, 970),
      },
      { observation: expect.objectContaining({ providerId: '2' }), createdAt: Date.UTC(2023, 4, 25, 17, 43, 15) },
    ]);
  });

  it.each([
    [{ type: 'transfer', amount: 5_000 }, false],
    [{ type: ' Transfer ' }, false],
    [{ amount: 5_000 }, false],
    [{ type: 'deposit', amount: 5_000 }, true],
    [{ type: 'fee' }, true],
    [{ amount: -5_000 }, true],
  ])('takes %j for what it is: a movement is %s', async (more, movement) => {
    const [line] = await statement([[{ ...item('1'), ...more }]]);
    expect(line?.movement ?? false).toBe(movement);
  });

  it('is of the window, whatever the order of the list', async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
    const pages = [
      [item('after', at(9)), item('first', at(3))],
      [item('before', at(2)), item('last', at(8))],
    ];
    const lines = await statement(pages, Date.parse(at(3)), Date.parse(at(9)));
    expect(idsOf(lines)).toEqual(['first', 'last']);
  });

  it.each([undefined, null, 7, '', 'yesterday', '2023-05-25', '2023-13-25T17:43:15Z'])(
    'leaves nothing out for a time like %j',
    async (createdAt) => {
      expect(await statement([[item('1', createdAt)]], 5, 6)).toMatchObject([{ createdAt: null }]);
    },
  );

  it('tells a transaction without a readable status, for it is money all the same', async () => {
    const lines = await statement([[{ id: '1' }, { id: '2', status: 7 }]]);
    expect(lines.map(({ observation }) => observation)).toMatchObject([
      { fact: 'unknown', providerStatus: '' },
      { fact: 'unknown', providerStatus: '' },
    ]);
  });

  it.each([{}, { id: 7 }, { id: '' }])('is not complete with %j', async (unreadable) => {
    await expect(statement([[item('1'), unreadable]])).rejects.toThrow(ProviderReadError);
  });
});
