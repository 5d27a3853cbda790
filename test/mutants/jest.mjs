import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const NAME_FAILED = new Set(['failed', 'broken']);

/** Without the MariaDB of the global setup where no test needs it: most of them are as good on SQLite. */
function configured(folder, mariadb) {
  const { globalSetup, globalTeardown, ...base } = require('../../jest.config.js');
  // Soon enough that a mutant that waits for ever fails before the time for its file is over.
  const patience = { testTimeout: 90_000 };
  const config = { ...base, ...patience, ...(mariadb ? { globalSetup, globalTeardown } : {}), rootDir: folder };
  return JSON.stringify({ ...config, reporters: [join(import.meta.dirname, 'reporter.mjs')] });
}

/**
 * Runs test files until one test fails. Resolves with `failed` and the name of that test; with `broken` when a file could
 * not be run, `passed`, or `late` when the time was over.
 */
export function runTests(workshop, { tests, only, mariadb, seconds, workers }) {
  const options = ['--runTestsByPath', ...tests, '--workerThreads=false', '-w', String(workers)];
  const child = spawn(
    process.execPath,
    [
      join(workshop.folder, 'node_modules/jest/bin/jest.js'),
      '--config',
      configured(workshop.folder, mariadb),
      ...options,
      ...(only ? ['-t', only] : []),
    ],
    {
      cwd: workshop.folder,
      // The head of a group, so that the services that its tests have started end with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, TMPDIR: workshop.temporary },
    },
  );
  return ended(child, seconds);
}

function ended(child, seconds) {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  return new Promise((resolve) => {
    let passed = 0;
    let verdict = null;
    const stop = (kind, name) => {
      verdict ??= { kind, name };
      endGroup(child);
    };
    const timer = setTimeout(() => stop('late', `no end after ${seconds} s`), seconds * 1_000);
    child.on('message', ({ status, name }) => {
      if (NAME_FAILED.has(status)) stop(status, name);
      if (status === 'passed') passed += 1;
    });
    const interrupted = () => {
      endGroup(child);
      process.exit(130);
    };
    process.once('SIGINT', interrupted);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted);
      const through = code === 0 && passed > 0;
      resolve(verdict ?? (through ? { kind: 'passed', name: `${passed} tests` } : { kind: 'broken', name: printed }));
    });
  });
}

function endGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
