import { type AccountGroup, DJAMO, JUMIA_CREDITS } from './account-variables.js';
import type { ConfigurationProblem } from './configuration.error.js';

/** Names that are meant for us. `JUMIA_` is included because people forget `CREDITS_`. */
const OURS = /^(DJAMO|JUMIA)_/;
/** Variables of `npm run start:sandbox`, which may be set in the same shell. */
const OF_THE_SANDBOX = ['DJAMO_SANDBOX_PORT', 'JUMIA_SANDBOX_PORT'];

const KNOWN = [DJAMO, JUMIA_CREDITS].flatMap(namesOf);

/**
 * Returns the variables that begin like those of an account but do not exist, each with the most similar name. They do
 * not prevent the start, but an operator must notice a misspelt limit.
 */
export function unknownVariables(variables: NodeJS.ProcessEnv): ConfigurationProblem[] {
  return Object.keys(variables)
    .filter((name) => OURS.test(name) && !KNOWN.includes(name) && !OF_THE_SANDBOX.includes(name))
    .map((variable) => ({ variable, message: `is not a known variable; did you mean ${nearest(variable)}?` }));
}

function namesOf({ prefix, variables }: AccountGroup): string[] {
  return [...Object.keys(variables), 'ACCOUNTS'].map((suffix) => `${prefix}_${suffix}`);
}

/** Returns the known name that needs the fewest changed letters. It returns one even if none is similar. */
function nearest(name: string): string {
  const [best = ''] = [...KNOWN].sort((one, other) => distance(name, one) - distance(name, other));
  return best;
}

/** Returns the Levenshtein distance of two texts: how many letters must be inserted, deleted or replaced. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1);
      next.push(Math.min((row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
