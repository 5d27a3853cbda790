const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');

const COLUMNS = ['runs', 'payouts', 'doubles', 'lost', 'stuck', 'falseFinals', 'reviews', 'seconds'];
const HEAD = ['', 'runs', 'payouts', 'doubles', 'lost', 'stuck', 'false finals', 'reviews', 'seconds'];

/** Prints the proof as a table: what was run, and what its judge counted. */
module.exports = class TableReporter {
  constructor() {
    // Test processes inherit the environment of this one.
    process.env.PROOF_RUNS = join(mkdtempSync(join(tmpdir(), 'cauri-proof-')), 'runs.jsonl');
  }

  onRunComplete(_, { numFailedTests, numRuntimeErrorTestSuites }) {
    const file = process.env.PROOF_RUNS;
    const rows = existsSync(file) ? table(readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse)) : [];
    rmSync(dirname(file), { recursive: true, force: true });
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const unjudged = failed > 0 ? `\n${failed} failed: a run that failed is not in the table.` : '';
    process.stdout.write(`\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n${unjudged}\n`);
  }
};

function table(runs) {
  const parts = [...new Set(runs.map(({ part }) => part))];
  const rows = parts.map((part) => [part, ...sums(runs.filter((run) => run.part === part))]);
  return [HEAD, HEAD.map((_, index) => (index === 0 ? '---' : '--:')), ...rows, ['in all', ...sums(runs)]];
}

function sums(runs) {
  return COLUMNS.map((column) => Math.round(runs.reduce((sum, run) => sum + run[column], 0)));
}
