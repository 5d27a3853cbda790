import { ProviderReadError } from '../common/payout-connector.js';
import { NoAnswerError, type ProviderReply } from '../common/provider-http.js';
import type { DjamoClient, ListTransactions } from './djamo.client.js';
import { DjamoSearch } from './djamo.search.js';

const ours = { id: 'txn_1', reference: 'R1' };
const other = { id: 'txn_2', reference: 'R2' };

const list = (data: unknown[], next: unknown = null) => ({ data, cursor: { prev: null, next } });
const refusal = (status: number) => reply({ statusCode: status, message: ['no'] }, status);
const reply = (json: unknown, status = 200): ProviderReply => ({ status, json, page: false, retryAfterMs: null });

type Answer = (query: ListTransactions) => ProviderReply;

function search(answer: Answer) {
  const queries: ListTransactions[] = [];
  const client = {
    listTransactions: async (_: string, query: ListTransactions) => {
      queries.push(query);
      return answer(query);
    },
  };
  const found = new DjamoSearch(client as unknown as DjamoClient, 'djamo').find('R1');
  return { found, queries };
}

describe('DjamoSearch', () => {
  it.each([
    ['an envelope', list([ours])],
    ['an envelope without a cursor', { data: [ours] }],
    ['a bare list', [ours]],
    ['one transaction', ours],
  ])('finds by the filter in %s', async (_, json) => {
    const { found, queries } = search(() => reply(json));
    expect(await found).toEqual([ours]);
    expect(queries).toEqual([{ reference: 'R1' }]);
  });

  it.each([[list([])], [[]]])('finds nothing in %j', async (json) => {
    expect(await search(() => reply(json)).found).toEqual([]);
  });

  it('follows the cursor to its end, through empty pages', async () => {
    const pages: Record<string, unknown> = { '': list([ours], 'a'), a: list([], 'b'), b: list([ours]) };
    const { found, queries } = search(({ cursor = '' }) => reply(pages[cursor]));
    expect(await found).toEqual([ours, ours]);
    expect(queries).toEqual([{ reference: 'R1' }, { reference: 'R1', cursor: 'a' }, { reference: 'R1', cursor: 'b' }]);
  });

  it.each<[string, Answer]>([
    ['another reference comes back', () => reply(list([ours, other]))],
    ['another transaction comes back', () => reply(other)],
    ['no reference comes back', () => reply([{ id: 'txn_3' }])],
    ['it is a 400', () => refusal(400)],
    ['it is a 404', () => refusal(404)],
    ['it is a 422', () => refusal(422)],
  ])('reads the whole list when the filter is not honoured: %s', async (_, filtered) => {
    const pages: Record<string, unknown> = { '': list([other], 'a'), a: list([other, ours]) };
    const { found, queries } = search((query) =>
      query.reference ? filtered(query) : reply(pages[query.cursor ?? '']),
    );
    expect(await found).toEqual([ours]);
    expect(queries).toEqual([{ reference: 'R1' }, {}, { cursor: 'a' }]);
  });

  it.each<[string, Answer]>([
    ['a firewall', () => reply(undefined, 403)],
    ['a 404 of a gateway', () => reply(undefined, 404)],
    ['a 401', () => refusal(401)],
    ['a 500', () => refusal(500)],
    ['a page that is no JSON', () => reply(undefined)],
    ['a page without a list', () => reply({ message: 'ok' })],
    ['a list of something else', () => reply(list(['txn_1']))],
    ['an unreadable cursor', () => reply({ data: [], cursor: 'a' })],
    ['an unreadable next', () => reply(list([], 7))],
    ['an empty next', () => reply(list([], ''))],
    ['a repeated cursor', () => reply(list([], 'a'))],
    ['a broken second page', ({ cursor }) => (cursor ? refusal(500) : reply(list([ours], 'a')))],
    ['a whole list that is refused', () => refusal(404)],
    ['a whole list that is one transaction', () => reply(other)],
  ])('concludes nothing from %s', async (_, answer) => {
    await expect(search(answer).found).rejects.toThrow(ProviderReadError);
  });

  it('concludes nothing from a list without end', async () => {
    let page = 0;
    await expect(search(() => reply(list([], String(page++)))).found).rejects.toThrow(ProviderReadError);
    expect(page).toBe(10_001);
  });

  it('concludes nothing without an answer', async () => {
    const silent: Answer = () => {
      throw new NoAnswerError('ECONNRESET', true);
    };
    await expect(search(silent).found).rejects.toThrow(new ProviderReadError('no answer (ECONNRESET)'));
  });
});
