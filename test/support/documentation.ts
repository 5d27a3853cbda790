import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

const DOCS = readdirSync(join(ROOT, 'docs'), { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

/** README and every page of docs/, by their paths from the root of the project. */
export const PAGES: ReadonlyMap<string, string> = new Map(
  ['README.md', ...DOCS].map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
);

/** All pages in one text. */
export const DOCUMENTATION = [...PAGES.values()].join('\n');

/** The texts of the code blocks in a language (`''`: in none), of one section or of all. */
export function codeBlocks(language: string, section?: string): string[] {
  return codeBlocksOf(section === undefined ? DOCUMENTATION : sectionOf(section), language);
}

export function codeBlocksOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, kind]) => kind === language)
    .map(([, , block = '']) => block);
}

/** The text under a heading of any page, with what is below it. @throws when no page has it */
export function sectionOf(title: string): string {
  for (const page of PAGES.values()) {
    const [, text] = `${page}\n## `.split(`\n## ${title}\n`);
    if (text !== undefined) return text.slice(0, text.indexOf('\n## '));
  }
  throw new Error(`README.md and docs/ have no section ${title}`);
}

/** The rows of a section's tables, without their heads. */
export function tableRows(section: string): string[][] {
  const lines = sectionOf(section).split('\n');
  const rows = lines.filter((line, index) => line.startsWith('|') && !/^\|[ -:|]+\|$/.test(lines[index + 1] ?? ''));
  return rows.filter((line) => !/^\|[ -:|]+\|$/.test(line)).map((line) => line.split(/ ?(?<!\\)\| ?/).slice(1, -1));
}
