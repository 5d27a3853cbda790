import { type AccountGroup, DJAMO, JUMIA_CREDITS } from './account-variables.js';
import type { ConfigurationProblem } from './configuration.error.js';

/**
 * Pattern of variables that are probably meant for this service. It matches any `JUMIA_…`, not only `JUMIA_CREDITS_…`,
 * because people forget `CREDITS_`.
 */
const OURS = /^(DJAMO|JUMIA)_/;
/**
 * Variables of `npm run start:sandbox`. They are not reported as unknown, because the same shell may start the service.
 */
const OF_THE_SANDBOX = ['DJAMO_SANDBOX_PORT', 'JUMIA_SANDBOX_PORT'];

const KNOWN = [DJAMO, JUMIA_CREDITS].flatMap(namesOf);

/**
 * Returns a problem for each variable that begins like those of an account but does not exist. The problem suggests the
 * most similar name. Such a variable does not prevent the start, but an operator must notice a misspelt limit.
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
