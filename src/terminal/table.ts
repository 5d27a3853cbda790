/**
 * Formats rows as lines with aligned columns below a heading. Missing cells are empty. A column whose first row has a
 * number is aligned to the right. `ruled` adds a line below the heading. The lines have no newline at their end.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  { ruled = false }: { readonly ruled?: boolean } = {},
): string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => String(line[column] ?? '').length)));
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const [first = '', ...others] = lines.map((line) => render(line, { widths, sample: rows[0] ?? head }));
  return [first, ...(ruled ? [rule] : []), ...others];
}

interface Layout {
  readonly widths: readonly number[];
  /**
   * Row whose cells decide which columns are aligned to the right: those with a number. It is the first row, or the
   * heading if there are no rows.
   */
  readonly sample: readonly (string | number)[];
}

function render(line: readonly (string | number)[], { widths, sample }: Layout): string {
  const cells = widths.map((width, column) => {
    const text = String(line[column] ?? '');
    return typeof sample[column] === 'number' ? text.padStart(width) : text.padEnd(width);
  });
  return cells.join('  ').trimEnd();
}
