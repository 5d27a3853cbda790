const WIDTH = 30;

/** Terminal codes that go to the start of the line and clear it. */
export const CLEAR_LINE = '\r\x1b[K';

/** Returns a bar of 30 characters. It is full if `total` is 0. */
export function progressBar(done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.round((Math.min(done, total) / total) * WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}
