import { Progress } from './progress.js';

const COUNTS = { submitted: 0, read: 0, settled: 0, review: 0, errors: 0 };

function shownOn(isTTY: boolean, json: boolean, use: (progress: Progress) => void): string {
  let text = '';
  use(new Progress({ isTTY, write: (more) => (text += more) }, { json }));
  return text;
}

const twoSteps = (progress: Progress): void => {
  progress.show({ counts: COUNTS, open: 4 });
  progress.show({ counts: COUNTS, open: 4 });
  progress.show({ counts: { ...COUNTS, submitted: 4, settled: 3 }, open: 1 });
};

describe('the progress of reconcile', () => {
  it('is a moving bar on a terminal', () => {
    const text = shownOn(true, false, twoSteps);
    expect(text.split('\r\x1b[K').slice(1)).toEqual([
      expect.stringMatching(/^░{30} 0 of 4 payouts/),
      expect.stringMatching(/^█{23}░{7} 3 of 4 payouts: 4 sent, 3 settled, 0 to review$/),
    ]);
  });

  it.each([
    [false, false],
    [true, true],
  ])('is one JSON line a change elsewhere, or when that is asked for', (isTTY, json) => {
    const lines = shownOn(isTTY, json, twoSteps).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).progress.open)).toEqual([4, 1]);
  });

  it('gives way to a log line', () => {
    const text = shownOn(true, false, (progress) => {
      progress.show({ counts: COUNTS, open: 1 });
      progress.write('a log line\n');
    });
    expect(text.endsWith('\r\x1b[Ka log line\n')).toBe(true);
  });
});
