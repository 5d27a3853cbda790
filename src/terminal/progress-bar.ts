/** Number of characters of a progress bar. */
const WIDTH = 30;

/** Terminal codes that move the cursor to the start of the line and clear the line. */
export const CLEAR_LINE = '\r\x1b[K';

/** Returns a progress bar of 30 characters that shows `done` of `total`. If `total` is 0, it is full. */
export function progressBar(done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.round((Math.min(done, total) / total) * WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}
