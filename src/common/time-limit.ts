/** The result of what is under way, or what `late` throws when it is not there within `limitMs`. It goes on unattended. */
export async function withinLimit<T>(limitMs: number, underWay: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const tooLate = new Promise<never>((_, reject) => {
    // A process that slept finds its timers due before it has read the answers that came meanwhile.
    timer = setTimeout(() => setImmediate(() => !ended && reject(late())), limitMs);
  });
  try {
    return await Promise.race([underWay, tooLate]);
  } finally {
    ended = true;
    clearTimeout(timer);
  }
}
