import { startDjamoSandbox } from './djamo/djamo-sandbox.js';
import { startJumiaCreditsSandbox } from './jumia-credits/jumia-credits-sandbox.js';

/** Both sandboxes as one process, until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const sandboxes = {
    djamo: await startDjamoSandbox({ port: Number(process.env.DJAMO_SANDBOX_PORT ?? 4010) }),
    'jumia-credits': await startJumiaCreditsSandbox({ port: Number(process.env.JUMIA_SANDBOX_PORT ?? 4020) }),
  };
  for (const [name, { url }] of Object.entries(sandboxes)) process.stdout.write(`${JSON.stringify({ name, url })}\n`);

  const stop = () => void Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close()));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
