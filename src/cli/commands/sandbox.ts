import type { Command } from 'commander';
import { startDjamoSandbox } from '../../sandbox/djamo/djamo-sandbox.js';
import type { RunningSandbox } from '../../sandbox/http.js';
import { startJumiaCreditsSandbox } from '../../sandbox/jumia-credits/jumia-credits-sandbox.js';
import { accountVariables } from '../../sandbox/sandbox-accounts.js';
import { onStopSignal } from '../../terminal/signals.js';
import { port } from '../arguments.js';
import { CommandError, command, type OutputOptions, type Shell } from '../shell.js';

interface SandboxOptions extends OutputOptions {
  readonly djamoPort: number;
  readonly jumiaPort: number;
  readonly host: string;
}

/**
 * Creates the command `cauri sandbox`, which simulates both providers as HTTP servers until a stop signal. Their state
 * is in memory only.
 */
export function sandboxCommand(shell: Shell): Command {
  return command('sandbox', 'Run a sandbox of both providers until Ctrl-C; needs no configuration')
    .option('--djamo-port <port>', '0 selects a free port', port, 4010)
    .option('--jumia-port <port>', '0 selects a free port', port, 4020)
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .action(async ({ djamoPort, jumiaPort, host, json }: SandboxOptions) => {
      const ended = interrupted();
      const djamo = await listening('djamo', startDjamoSandbox({ port: djamoPort, host }));
      const jumia = await listening('jumia-credits', startJumiaCreditsSandbox({ port: jumiaPort, host }));
      const urls = { djamo: djamo.url, 'jumia-credits': jumia.url };
      shell.stdout.write(json ? addresses(urls) : welcome(urls));
      await ended;
      await Promise.all([djamo.close(), jumia.close()]);
    });
}

/**
 * Waits until the sandbox listens, and returns it.
 * @throws CommandError if it cannot, for example because the port is in use
 */
async function listening(name: string, starting: Promise<RunningSandbox>): Promise<RunningSandbox> {
  try {
    return await starting;
  } catch (error) {
    throw new CommandError(`the sandbox of ${name} cannot listen: ${(error as Error).message}`);
  }
}

/** Returns a promise that resolves at a stop signal. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    onStopSignal(() => resolve());
  });
}

/** Returns one JSON line for each sandbox, with its name and its URL. */
function addresses(urls: Readonly<Record<string, string>>): string {
  return Object.entries(urls)
    .map(([name, url]) => `${JSON.stringify({ name, url })}\n`)
    .join('');
}

/** Returns the text for people, with the environment variables that connect the service to the sandboxes. */
function welcome(urls: Parameters<typeof accountVariables>[0]): string {
  const variables = Object.entries(accountVariables(urls)).map(([name, value]) => `export ${name}=${value}`);
  return [
    `Djamo     ${urls.djamo}`,
    `JumiaPay  ${urls['jumia-credits']}`,
    '',
    'One account at each of them, for the service:',
    ...variables,
    '',
    'Ctrl-C ends them.\n',
  ].join('\n');
}
