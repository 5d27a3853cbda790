import { GroupCommit } from './group-commit.js';

describe('a group commit', () => {
  /** Returns a function that holds back its work until the test releases it. */
  function gated() {
    const groups: number[][] = [];
    const gates: (() => void)[] = [];
    const commit = new GroupCommit<number, string>(
      async (items) => {
        groups.push([...items]);
        await new Promise<void>((resolve) => gates.push(resolve));
        if (items.includes(13)) throw new Error('a conflict');
        return items.map((item) => `done ${item}`);
      },
      () => true,
      () => undefined,
      4,
    );
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const open = async () => {
      while (gates.length === 0) await turn();
      gates.shift()?.();
      await turn();
      await turn();
    };
    return { commit, groups, open };
  }

  it('carries out at once what finds nothing under way, and together what arrives meanwhile', async () => {
    const { commit, groups, open } = gated();
    const first = commit.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    const others = [2, 3, 4, 5, 6].map((item) => commit.add(item));
    await open();
    await open();
    await open();
    expect(groups).toEqual([[1], [2, 3, 4, 5], [6]]);
    expect(await Promise.all([first, ...others])).toEqual([1, 2, 3, 4, 5, 6].map((item) => `done ${item}`));
  });

  it('fails only the member that a conflict belongs to', async () => {
    const { commit, groups, open } = gated();
    const all = [12, 13, 14].map((item) => commit.add(item));
    const settled = Promise.allSettled(all);
    for (let gate = 0; gate < 4; gate += 1) await open();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(groups).toEqual([[12, 13, 14], [12], [13], [14]]);
  });

  it('goes on with the next group while the members of a failed one are carried out alone', async () => {
    const { commit, groups, open } = gated();
    const failed = Promise.allSettled([12, 13].map((item) => commit.add(item)));
    await open();
    const next = commit.add(1);
    await open();
    await open();
    await open();
    expect(await next).toBe('done 1');
    await failed;
    expect(groups[0]).toEqual([12, 13]);
    expect(groups.slice(1)).toEqual(expect.arrayContaining([[12], [13], [1]]));
  });

  it('fails all members of a group for what is nobody’s alone', async () => {
    const commit = new GroupCommit<number, never>(
      () => Promise.reject(new Error('the database is away')),
      () => false,
    );
    const settled = await Promise.allSettled([commit.add(1), commit.add(2)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
