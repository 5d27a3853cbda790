/** Columns of a terminal that nobody has widened. */
const WIDTH = 80;

/**
 * Breaks a text at spaces into lines of at most 80 columns. Further lines are indented by `indent`, which is also what
 * the caller prints before the first one. A word that is too long keeps its line.
 */
export function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    const longer = `${line} ${word}`;
    if (line === undefined || longer.length > WIDTH - indent) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
