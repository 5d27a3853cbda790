import { readFile } from 'node:fs/promises';
import { MUTANTS } from './catalogue.mjs';

/** Part of `npm run lint`: a change that moves the text of a mutant away has to move the mutant too. */
const gone = [];
for (const { name, file, find } of MUTANTS) {
  const source = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
  if (source.split(find).length !== 2) gone.push(`${name}: its text is not in ${file} exactly once`);
}
process.stdout.write(gone.length === 0 ? `${MUTANTS.length} mutants apply\n` : `${gone.join('\n')}\n`);
process.exitCode = gone.length === 0 ? 0 : 1;
