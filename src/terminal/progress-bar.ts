const WIDTH = 30;

/** Goes back to the begin of a line and empties it. */
export const CLEAR_LINE = '\r\x1b[K';

/** A bar of 30 characters; full when there is nothing to do. */
export function progressBar(done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.round((Math.min(done, total) / total) * WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}
