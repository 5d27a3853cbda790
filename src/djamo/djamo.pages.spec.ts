import { ProviderReadError } from '../common/payout-connector.js';
import type { DjamoClient } from './djamo.client.js';
import { transactionPages } from './djamo.pages.js';

const items = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `txn_${index}`, reference: 'R1' }));

/** Reads the list of an account for which Djamo answers every request in the same way. Returns the number of items. */
async function read(json: unknown, reference: string | null): Promise<number> {
  const client = { listTransactions: async () => ({ status: 200, json, retryAfterMs: null }) };
  let count = 0;
  for await (const page of transactionPages(client as unknown as DjamoClient, 'djamo', reference)) {
    count += page.items.length;
  }
  return count;
}

describe('the end of the list of transactions', () => {
  it.each([
    ['a short bare list', items(14)],
    ['a short page without a cursor', { data: items(14) }],
    ['a full page that names no next', { data: items(15), cursor: { next: null } }],
  ])('is seen in %s', async (_, json) => {
    expect(await read(json, null)).toBeGreaterThan(0);
  });

  // The paging of these lists is not documented. The searched transaction may be on a page that cannot be requested.
  it.each([
    ['a full bare list', items(15)],
    ['a full page without a cursor', { data: items(15) }],
    ['a full page with an empty cursor', { data: items(15), cursor: {} }],
    ['a longer page without a cursor', { data: items(100) }],
  ])('is not seen in %s', async (_, json) => {
    await expect(read(json, null)).rejects.toThrow(ProviderReadError);
  });

  it('does not matter where the filter is honoured', async () => {
    expect(await read(items(15), 'R1')).toBe(15);
  });
});

describe('the pages of a list', () => {
  const INTERVAL_MS = 40;

  it('are asked for no faster than the account may be read', async () => {
    const asked: number[] = [];
    const listTransactions = async () => {
      asked.push(performance.now());
      const next = asked.length < 5 ? `page-${asked.length}` : null;
      return { status: 200, json: { data: items(15), cursor: { next } }, retryAfterMs: null };
    };
    const client = { listTransactions, pageIntervalMs: INTERVAL_MS } as unknown as DjamoClient;
    for await (const page of transactionPages(client, 'djamo', null)) expect(page.items).toHaveLength(15);
    expect(asked).toHaveLength(5);
    // A timer may fire a fraction of a millisecond early, because its clock drops the fraction.
    for (const [index, at] of asked.slice(1).entries())
      expect(at - (asked[index] ?? 0)).toBeGreaterThan(INTERVAL_MS - 2);
  });
});
