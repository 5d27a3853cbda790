import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** The texts of README's code blocks in a language (`''`: in none), of one section or of all. */
export function codeBlocks(language: string, section?: string): string[] {
  const text = section === undefined ? README : sectionOf(section);
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, kind]) => kind === language)
    .map(([, , block = '']) => block);
}

/** What stands under a heading, with what is below it. */
export function sectionOf(title: string): string {
  const [, text] = `${README}\n## `.split(`\n## ${title}\n`);
  if (text === undefined) throw new Error(`README.md has no section ${title}`);
  return text.slice(0, text.indexOf('\n## '));
}

/** The rows of a section's tables, without their heads. */
export function tableRows(section: string): string[][] {
  const lines = sectionOf(section).split('\n');
  const rows = lines.filter((line, index) => line.startsWith('|') && !/^\|[ -:|]+\|$/.test(lines[index + 1] ?? ''));
  return rows.filter((line) => !/^\|[ -:|]+\|$/.test(line)).map((line) => line.split(/ ?(?<!\\)\| ?/).slice(1, -1));
}
