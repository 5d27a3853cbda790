import { randomBytes } from 'node:crypto';
import { accountVariables } from '../sandbox/sandbox-accounts.js';
import { CauriClient } from './cauri-client.js';
import { ConsoleReporter } from './console-reporter.js';
import { DemoService } from './demo-service.js';
import { callbackVariables, SHORT_SANDBOX, SHORT_TIMINGS } from './environment.js';
import type { Sandboxes } from './evidence.js';
import { finale } from './finale.js';
import { freePort } from './ports.js';
import { PROGRAM } from './program.js';
import { SandboxClient } from './sandbox-client.js';
import { type SandboxUrls, sandboxUrls, spawnSandboxes } from './sandboxes-process.js';
import { serviceUrl } from './service-process.js';
import { Interruption, interruption } from './signals.js';
import { Stage } from './stage.js';
import { Workspace } from './workspace.js';

/**
 * Runs the demo and removes its processes and files; after a failure the logs remain. Returns the exit code: 0 if every
 * step and every comparison succeeded, 128 plus the number of the signal that stopped it, otherwise 1.
 */
async function main(): Promise<number> {
  const reporter = new ConsoleReporter(process.stdout, { noColor: Boolean(process.env.NO_COLOR) });
  const workspace = new Workspace();
  try {
    const agreed = await Promise.race([perform(workspace, reporter), interruption(), workspace.loss]);
    await workspace.close({ keepLogs: !agreed });
    if (!agreed) reporter.note(`the log of the service: ${workspace.serviceLog}`);
    return agreed ? 0 : 1;
  } catch (error) {
    reporter.mute();
    if (error instanceof Interruption) {
      await workspace.close({ keepLogs: false });
      return error.exitCode;
    }
    const reasons = [...(await workspace.losses()), error instanceof Error ? error.message : String(error)];
    await workspace.close({ keepLogs: true });
    process.stderr.write(`\nthe demo failed: ${reasons.join('\n  ')}\n`);
    process.stderr.write(`the log of the service: ${workspace.serviceLog}\n`);
    return 1;
  }
}

/**
 * Plays all scenes, compares Cauri's payouts with the providers' ledgers, and prints the result. Returns true if every
 * step and every comparison succeeded. With `--stay` it never returns: everything keeps running until a stop signal.
 */
async function perform(workspace: Workspace, reporter: ConsoleReporter): Promise<boolean> {
  const startedAt = Date.now();
  const { stage, access } = await prepare(workspace, reporter);
  for (const [index, scene] of PROGRAM.entries()) {
    reporter.scene(`${index + 1}. ${scene.title}`);
    await scene.play(stage);
  }
  const agreed = await finale(stage);
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  reporter.scene(closing(agreed, stage.disappointments.length, seconds));
  if (process.argv.includes('--stay')) await stay(reporter, access);
  return agreed && stage.disappointments.length === 0;
}

function closing(agreed: boolean, disappointments: number, seconds: string): string {
  if (!agreed) return 'THEY DO NOT AGREE: see every ✗ above.';
  if (disappointments > 0) return 'The books agree, but not every step went as it must: see every ✗ above.';
  return `All agree after ${seconds} s: no payout was sent twice, none is lost.`;
}

/** URL and API key with which a person can use the service of the demo. Printed with `--stay`. */
interface Access {
  readonly url: string;
  readonly apiKey: string;
}

/**
 * Prints how a person can use the running service, and then waits without end. A stop signal ends the demo in `main`.
 */
async function stay(reporter: ConsoleReporter, { url, apiKey }: Access): Promise<void> {
  reporter.lines([`Look around at ${url}/console, signed in with the key`, apiKey, 'Ctrl-C ends everything.']);
  await new Promise(() => undefined);
}

/**
 * Starts the sandboxes and then the service, on free ports, with short timings and a new database. Returns the stage,
 * which the scenes use, and the URL and API key for a person.
 * @throws if one of the processes does not start
 */
async function prepare(workspace: Workspace, reporter: ConsoleReporter): Promise<{ stage: Stage; access: Access }> {
  reporter.title('Cauri: a payouts service, two providers that misbehave, and a kill -9');
  const log = workspace.openLog(workspace.sandboxesLog);
  const urls = await sandboxUrls(workspace.adopt(spawnSandboxes({ djamo: 0, 'jumia-credits': 0 }, log)));
  const sandboxes = { djamo: new SandboxClient(urls.djamo), 'jumia-credits': new SandboxClient(urls['jumia-credits']) };
  await quicken(sandboxes);
  const port = await freePort();
  const apiKey = `demo-${randomBytes(16).toString('hex')}`;
  const environment = {
    ...accountVariables(urls),
    ...callbackVariables(serviceUrl(port)),
    ...SHORT_TIMINGS,
    API_KEYS: `demo:${apiKey}:*`,
  };
  const service = new DemoService(workspace, { port, environment, reporter });
  await service.start();
  introduce(reporter, urls, port);
  const url = serviceUrl(port);
  const stage = new Stage({ cauri: new CauriClient(url, apiKey), sandboxes, service, reporter });
  return { stage, access: { url, apiKey } };
}

/** Makes both sandboxes use the times of `SHORT_SANDBOX` instead of their defaults. */
async function quicken(sandboxes: Sandboxes): Promise<void> {
  await Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.change(SHORT_SANDBOX)));
}

function introduce(reporter: ConsoleReporter, urls: SandboxUrls, port: number): void {
  const timings = Object.entries(SHORT_TIMINGS).map(([variable, value]) => `${variable}=${value}`);
  reporter.lines([
    `Cauri     ${serviceUrl(port)}, SQLite in a temporary folder, called back`,
    `Djamo     ${urls.djamo}, a sandbox with a ledger of its own`,
    `JumiaPay  ${urls['jumia-credits']}, likewise`,
  ]);
  reporter.note('Waiting times are shortened for the demo; the defaults are up to an hour:');
  reporter.note(`  ${timings.slice(0, 5).join(' ')}`);
  reporter.note(`  ${timings.slice(5).join(' ')}`);
}

void main().then((code) => process.exit(code));
