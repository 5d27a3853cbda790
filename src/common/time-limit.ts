/**
 * Waits at most `limitMs` milliseconds for the promise, then throws the error that `late` returns. The work behind the
 * promise goes on.
 */
export async function withinLimit<T>(limitMs: number, underWay: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const tooLate = new Promise<never>((_, reject) => {
    // After a machine sleep, the timer fires before responses that arrived meanwhile are read. This reads them first.
    timer = setTimeout(() => setImmediate(() => !ended && reject(late())), limitMs);
  });
  try {
    return await Promise.race([underWay, tooLate]);
  } finally {
    ended = true;
    clearTimeout(timer);
  }
}
