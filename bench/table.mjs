/** Prints a Markdown table: a row for each name, a column for each key with its title and decimals. */
export function printTable(title, columns, rows) {
  const keys = Object.keys(columns);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const cell = (key, value) => (value === null || value === undefined ? '–' : value.toFixed(columns[key][1]));
  const lines = [
    line(['', ...keys.map((key) => columns[key][0])]),
    line(['---', ...keys.map(() => '--:')]),
    ...[...rows].map(([name, values]) => line([name, ...keys.map((key) => cell(key, values[key]))])),
  ];
  process.stdout.write(`${title}\n\n${lines.join('\n')}\n\n`);
}
