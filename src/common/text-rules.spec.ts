import { idProblem, problemsIn, textProblem } from './text-rules.js';

describe('textProblem', () => {
  it.each(['Prime d’été', 'x'.repeat(50), '💸'.repeat(50), 'مكافأة\u200f', '👩‍💻'])('accepts %j', (text) => {
    expect(textProblem(text, 50)).toBeNull();
  });

  it.each(['', '  ', 'a\nb', 'a\u0000', 'a\u0085', 'a\ud83d', 'x'.repeat(51), '💸'.repeat(51)])(
    'refuses %j',
    (text) => {
      expect(textProblem(text, 50)).toMatch(/^must/);
    },
  );
});

describe('idProblem', () => {
  it('accepts visible ASCII only', () => {
    expect(idProblem('subco_1', 7)).toBeNull();
    for (const text of ['', 'a b', 'é', 'a\n', 'subco_12']) expect(idProblem(text, 7)).toMatch(/^must/);
  });
});

describe('problemsIn', () => {
  it('leaves out what has no problem', () => {
    expect(
      problemsIn([
        ['a', null],
        ['b', 'is wrong'],
      ]),
    ).toEqual([{ field: 'b', message: 'is wrong' }]);
  });
});
