import { availableParallelism } from 'node:os';
import { MUTANTS } from './catalogue.mjs';
import { runTests } from './jest.mjs';
import { Workshop } from './workshop.mjs';

/**
 * `npm run test:mutants [-- <part of a name> …]`: plants one safety bug after another, in a copy of the sources
 * for each core, and demands that a test fails. Ends with 1 when any bug stayed unnoticed.
 */
const SECONDS = 180;
const wanted = process.argv.slice(2);
const mutants = MUTANTS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

function say(text) {
  process.stdout.write(`${text}\n`);
}

function needsService({ tests }) {
  return tests.some((test) => test.endsWith('.e2e-spec.ts'));
}

/** A mutant proves nothing when its tests fail without it. */
async function requireGreen(workshop) {
  const missing = mutants.flatMap(({ tests }) => tests).filter((test) => !workshop.has(test));
  if (missing.length > 0) throw new Error(`there is no ${missing.join(', ')}`);
  const whole = new Set(mutants.filter(({ only }) => !only).flatMap(({ tests }) => tests));
  const some = new Map(
    mutants.filter(({ only }) => only).map(({ only, tests, mariadb }) => [only, { only, tests, mariadb }]),
  );
  const runs = [...(whole.size > 0 ? [{ tests: [...whole], mariadb: true }] : []), ...some.values()];
  for (const run of runs) {
    const { kind, name } = await runTests(workshop, { ...run, seconds: 1_200, workers: 2 });
    if (kind !== 'passed') throw new Error(`the tests are not green without a mutant: ${name}`);
    say(`green without a mutant: ${name} of ${run.tests.length} files${run.only ? `, ${run.only}` : ''}`);
  }
}

async function judge(workshop, mutant) {
  const begun = Date.now();
  const takeOut = await workshop.plant(mutant);
  const { kind, name } = await runTests(workshop, { seconds: SECONDS, workers: 1, ...mutant });
  await takeOut();
  const red = kind === 'failed';
  const time = `${((Date.now() - begun) / 1_000).toFixed(1)} s`;
  say(
    `${red ? 'red  ' : 'GREEN'}  ${mutant.name}: ${mutant.rule}  ${time}\n         ${red ? name : `${kind}: ${name}`}`,
  );
  return red;
}

async function openWorkshop() {
  const workshop = await Workshop.open();
  if (mutants.some(needsService)) workshop.build();
  return workshop;
}

async function main() {
  if (mutants.length === 0) throw new Error('no mutant has such a name');
  const first = await openWorkshop();
  await requireGreen(first);
  const others = Math.min(availableParallelism(), mutants.length) - 1;
  const workshops = [first, ...(await Promise.all(Array.from({ length: others }, openWorkshop)))];
  const queue = [...mutants];
  let red = 0;
  const workOff = async (workshop) => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const found = await judge(workshop, mutant).catch((error) => say(`GREEN  ${mutant.name}: ${error.message}`));
      if (found) red += 1;
    }
  };
  await Promise.all(workshops.map(workOff));
  const green = mutants.length - red;
  say(`${mutants.length} planted, ${red} red, ${green} green`);
  return green === 0 ? 0 : 1;
}

process.exitCode = await main();
