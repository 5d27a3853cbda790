const WIDTH = 30;

/**
 * Terminal codes that move the cursor to the start of the line and clear the line, so that the next text replaces it.
 */
export const CLEAR_LINE = '\r\x1b[K';

const MOVING = 5;

/**
 * Returns a bar of 30 characters that shows that work goes on, if nobody knows how long it will last. Its filled part
 * moves one character to the right with each `step`, counted from 0. After the right end it begins again at the left.
 */
export function movingBar(step: number): string {
  const before = step % (WIDTH - MOVING + 1);
  return `${'░'.repeat(before)}${'█'.repeat(MOVING)}${'░'.repeat(WIDTH - MOVING - before)}`;
}

/**
 * Returns a progress bar of 30 characters that shows `done` of `total`. If `total` is 0 or `done` exceeds it, the bar
 * is full.
 */
export function progressBar(done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.round((Math.min(done, total) / total) * WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}
