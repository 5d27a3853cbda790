const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/**
 * Returns the named parameters of a query that have a value. Forms send empty fields too, and times without a zone,
 * which are taken as UTC.
 */
export function chosen(query: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  const entries = names.flatMap((name) => {
    const value = query[name];
    if (typeof value !== 'string' || value.trim() === '') return [];
    const text = value.trim();
    return [[name, LOCAL_TIME.test(text) ? `${text}:00Z` : text]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
