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

function sectionOf(title: string): string {
  const [, text] = `${README}\n## `.split(`\n## ${title}\n`);
  if (text === undefined) throw new Error(`README.md has no section ${title}`);
  return text.slice(0, text.indexOf('\n## '));
}
