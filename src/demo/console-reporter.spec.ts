import { ConsoleReporter } from './console-reporter.js';

function narrate(isTTY: boolean, tell: (reporter: ConsoleReporter) => void, noColor = true): string {
  let told = '';
  tell(new ConsoleReporter({ isTTY, write: (text) => (told += text) }, { noColor }));
  return told;
}

describe('the reporter', () => {
  it('writes plain lines where there is no terminal, and few of them', () => {
    const told = narrate(false, (reporter) => {
      for (let done = 0; done < 100; done += 1) reporter.progress(done, 100, 'payouts final');
      reporter.step(true, 'done');
      reporter.step(false, 'not done');
    });
    expect(told).toBe('  0 of 100 payouts final\n  ✓ done\n  ✗ not done\n');
  });

  it('moves a bar on a terminal, and takes it away for the next line', () => {
    const told = narrate(true, (reporter) => {
      reporter.progress(1, 2, 'payouts final');
      reporter.step(true, 'done');
    });
    const bar = '█'.repeat(15) + '░'.repeat(15);
    expect(told).toBe(`\r\x1b[K  ${bar} 1 of 2 payouts final\r\x1b[K  ✓ done\n`);
  });

  it('moves a bar while something goes on whose length nobody knows, and takes it away', async () => {
    jest.useFakeTimers();
    let told = '';
    const reporter = new ConsoleReporter({ isTTY: true, write: (text) => (told += text) }, { noColor: true });
    let ready = (): void => undefined;
    const waited = reporter.during('the service starts', new Promise<void>((resolve) => (ready = resolve)));
    jest.advanceTimersByTime(200);
    ready();
    await waited;
    jest.advanceTimersByTime(1_000);
    jest.useRealTimers();
    const first = `\r\x1b[K  █████${'░'.repeat(25)} the service starts`;
    expect(told).toBe(`${first}\r\x1b[K  ░█████${'░'.repeat(24)} the service starts\r\x1b[K`);
  });

  it('uses colour on a terminal unless NO_COLOR says otherwise', () => {
    const step = (reporter: ConsoleReporter) => reporter.step(true, 'done');
    expect(narrate(true, step, false)).toBe('  \x1b[32m✓\x1b[0m done\n');
    expect(narrate(false, step, false)).toBe('  ✓ done\n');
  });

  it('says nothing more once muted', () => {
    const told = narrate(false, (reporter) => {
      reporter.mute();
      reporter.title('Cauri');
      reporter.progress(1, 1, 'payouts final');
    });
    expect(told).toBe('');
  });
});
