const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** Returns the named parameters of a query that have a value. Forms send empty fields too. */
export function chosen(query: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  const entries = names.flatMap((name) => {
    const value = query[name];
    if (typeof value !== 'string' || value.trim() === '') return [];
    return [[name, timeIn(value.trim())]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Returns a time that a form has sent without a zone as UTC. Returns any other text as it is. */
export function timeIn(text: string): string {
  return LOCAL_TIME.test(text) ? `${text}:00Z` : text;
}
