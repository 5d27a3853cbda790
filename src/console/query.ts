const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** Returns the named query parameters that are not empty. Browsers also send the empty fields of a form. */
export function chosen(query: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  const entries = names.flatMap((name) => {
    const value = query[name];
    if (typeof value !== 'string' || value.trim() === '') return [];
    return [[name, timeIn(value.trim())]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Adds `Z` to a time without a zone, because forms send UTC times without one. Returns any other text unchanged. */
export function timeIn(text: string): string {
  return LOCAL_TIME.test(text) ? `${text}:00Z` : text;
}
