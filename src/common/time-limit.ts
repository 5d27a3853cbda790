/** Waits at most `limitMs` milliseconds for `underWay`, then throws the error of `late`. Does not stop `underWay`. */
export async function withinLimit<T>(limitMs: number, underWay: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const tooLate = new Promise<never>((_, reject) => {
    // After a sleep of the machine the timer is due before answers that arrived meanwhile are read: read them first.
    timer = setTimeout(() => setImmediate(() => !ended && reject(late())), limitMs);
  });
  try {
    return await Promise.race([underWay, tooLate]);
  } finally {
    ended = true;
    clearTimeout(timer);
  }
}
