/**
 * Waits at most `limitMs` milliseconds for the promise `underWay` and returns its value. If that takes longer, throws
 * the error that `late` returns. The work behind the promise is not stopped.
 */
export async function withinLimit<T>(limitMs: number, underWay: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const tooLate = new Promise<never>((_, reject) => {
    // After the machine was asleep, the timer fires before the responses that have arrived meanwhile are read.
    // `setImmediate` lets them be read first.
    timer = setTimeout(() => setImmediate(() => !ended && reject(late())), limitMs);
  });
  try {
    return await Promise.race([underWay, tooLate]);
  } finally {
    ended = true;
    clearTimeout(timer);
  }
}
