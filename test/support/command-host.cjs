// Runs commands of the built `cauri` one after the other, each as if it were a process of its own, for command.ts.
// Loading the program takes seconds, which a test that runs twenty commands should not pay twenty times.
const { join } = require('node:path');
const { run } = require(join(__dirname, '../../dist/cli/run.js'));

const { PATH } = process.env;

process.on('message', async ({ args, environment }) => {
  process.env = { PATH, ...environment };
  const printed = { stdout: '', stderr: '' };
  // commander writes its help and its errors to these directly.
  for (const stream of ['stdout', 'stderr']) {
    process[stream].write = (text, ...rest) => {
      printed[stream] += text;
      rest.findLast((one) => typeof one === 'function')?.();
      return true;
    };
  }
  const shell = { environment: process.env, stdout: process.stdout, stderr: process.stderr, exitCode: 0 };
  await run(shell, args);
  process.send({ code: shell.exitCode, ...printed });
});
process.on('disconnect', () => process.exit());
