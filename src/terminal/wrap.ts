const WIDTH = 80;

/**
 * Breaks a text at spaces into lines of at most 80 columns, and indents all lines but the first by `indent` columns.
 * The first line has room for `indent` columns that the caller has printed before it. A word that is too long gets a
 * line of its own.
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
