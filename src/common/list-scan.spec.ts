import { setTimeout as wait } from 'node:timers/promises';
import { ListScan } from './list-scan.js';

/** A list whose scans finish only when the test says so. */
class ManualList {
  readonly scans: { finish: (error?: Error) => void }[] = [];
  items: Record<string, unknown>[] = [];

  async *pages(): AsyncGenerator<{ items: Record<string, unknown>[] }, void> {
    const { items } = this;
    await new Promise<void>((resolve, reject) => {
      this.scans.push({ finish: (error) => (error ? reject(error) : resolve()) });
    });
    yield { items };
  }
}

describe('ListScan', () => {
  let list: ManualList;
  let scan: ListScan<Record<string, unknown>>;

  beforeEach(() => {
    list = new ManualList();
    scan = new ListScan(() => list.pages());
  });

  it('is one for all who ask before it begins', async () => {
    list.items = [
      { id: '1', reference: 'A' },
      { id: '2', reference: 'B' },
      { id: '3', reference: 'A' },
    ];
    const questions = Promise.all(['A', 'B', 'C', 'A'].map((reference) => scan.find(reference)));
    await wait(1);
    expect(list.scans).toHaveLength(1);
    list.scans[0]?.finish();
    expect((await questions).map((found) => found.map(({ id }) => id))).toEqual([['1', '3'], ['2'], [], ['1', '3']]);
  });

  it('never answers from a scan that began before the question', async () => {
    const early = scan.find('A');
    await wait(1);
    list.items = [{ id: '1', reference: 'B' }];
    const late = Promise.all([scan.find('B'), scan.find('A')]);
    await wait(1);
    expect(list.scans).toHaveLength(1);
    list.scans[0]?.finish();
    expect(await early).toEqual([]);
    await wait(1);
    expect(list.scans).toHaveLength(2);
    list.scans[1]?.finish();
    expect(await late).toEqual([[{ id: '1', reference: 'B' }], []]);
  });

  it('fails all who shared it, and not the next ones', async () => {
    const questions = Promise.allSettled([scan.find('A'), scan.find('B')]);
    await wait(1);
    const next = scan.find('A');
    list.scans[0]?.finish(new Error('broken'));
    expect((await questions).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await wait(1);
    list.scans[1]?.finish();
    expect(await next).toEqual([]);
  });

  it('is not fooled by references that are no text or no own key', async () => {
    list.items = [{ reference: null }, {}, { reference: { toString: 1 } }, { reference: ['A'] }];
    const question = scan.find('A');
    await wait(1);
    list.scans[0]?.finish();
    expect(await question).toEqual([]);
  });
});
