/**
 * Replaces each `:name` in a statement by `?`. Returns the statement, and the values in the order of the `?`.
 * @throws if a name has no value
 */
export function positional(
  sql: string,
  values: Readonly<Record<string, string | number | null | undefined>>,
): [sql: string, values: (string | number | null)[]] {
  const ordered: (string | number | null)[] = [];
  const text = sql.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for :${name}`);
    ordered.push(value);
    return '?';
  });
  return [text, ordered];
}
