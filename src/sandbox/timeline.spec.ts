import { Timeline } from './timeline.js';

describe('Timeline', () => {
  it('runs what is due in the order of its due times, each at its own moment', () => {
    const timeline = new Timeline();
    const start = timeline.now();
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, timeline.now() - start]);
    timeline.schedule(start + 3000, note('third'));
    timeline.schedule(start + 1000, note('first'));
    timeline.schedule(start + 1000, note('second'));
    timeline.schedule(start + 60_000, note('not yet'));
    timeline.advance(10_000);
    expect(seen).toEqual([
      ['first', 1000],
      ['second', 1000],
      ['third', 3000],
    ]);
  });

  it('runs in one go what a due action makes due', () => {
    const timeline = new Timeline();
    const start = timeline.now();
    const moments: number[] = [];
    timeline.schedule(start + 1000, () =>
      timeline.schedule(timeline.now() + 500, () => void moments.push(timeline.now() - start)),
    );
    timeline.advance(5000);
    expect(moments).toEqual([1500]);
  });

  it('runs on its own what falls due while nobody looks', async () => {
    const timeline = new Timeline();
    const start = timeline.now();
    const seen: number[] = [];
    const done = new Promise<void>((resolve) => {
      timeline.schedule(start + 20, () => {
        seen.push(timeline.now() - start);
        resolve();
      });
    });
    timeline.schedule(start + 10, () => void seen.push(timeline.now() - start));
    await done;
    expect(seen).toEqual([10, 20]);
  });

  it('stands still while a request is carried out', () => {
    const timeline = new Timeline();
    const moments = timeline.atOneMoment(() => {
      const before = timeline.now();
      const end = Date.now() + 3;
      while (Date.now() < end);
      timeline.catchUp();
      return [before, timeline.now()];
    });
    expect(moments[1]).toBe(moments[0]);
    expect(timeline.now()).toBeGreaterThan(moments[0] ?? Infinity);
  });

  it('runs nothing once it was stopped', () => {
    const timeline = new Timeline();
    let ran = false;
    const run = () => {
      ran = true;
    };
    timeline.schedule(timeline.now() + 1000, run);
    timeline.stop();
    timeline.schedule(timeline.now() + 1000, run);
    timeline.advance(5000);
    expect(ran).toBe(false);
  });

  it('leaves the future alone', () => {
    const timeline = new Timeline();
    let ran = false;
    timeline.schedule(timeline.now() + 60_000, () => {
      ran = true;
    });
    timeline.advance(1000);
    expect(ran).toBe(false);
  });
});
