import { table } from './table.js';

describe('a table', () => {
  it('has texts at the left and numbers at the right', () => {
    expect(
      table(
        ['what', 'count'],
        [
          ['paid', 12],
          ['a longer one', 3],
        ],
        { ruled: true },
      ),
    ).toEqual(['what          count', '────────────  ─────', 'paid             12', 'a longer one      3']);
  });
});
