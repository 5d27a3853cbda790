import { variablesWithApproval } from '../sandbox/sandbox-accounts.js';
import { onStopSignal } from '../terminal/signals.js';
import type { Child } from './child.js';
import { freshDatabase } from './fresh-database.js';
import { readPorts, type SandboxPorts } from './sandbox-ports.js';
import { sandboxUrls, spawnSandboxes } from './sandboxes-process.js';
import { serviceUrl, spawnService, untilReady } from './service-process.js';
import { Interruption, interruption } from './signals.js';
import { welcome } from './welcome.js';

const DATABASE = './data/sandbox.db';
/**
 * API key with all permissions for the service that this program starts. It is always the same, so that old commands in
 * the shell's history still work.
 */
const API_KEY = 'sandbox-key-for-trying-only';
/**
 * API key of a second consumer, which may read and approve payouts. It is needed because nobody may approve a payout
 * that they have requested themselves.
 */
const APPROVER_KEY = 'sandbox-approver-for-trying-only';

/**
 * Timings for trying Cauri by hand, shorter than in production. Each can be changed by the environment variable of the
 * same name.
 */
const TIMINGS: Readonly<Record<string, string>> = {
  SUBMIT_TIMEOUT: '10s',
  LEASE: '30s',
  POLL_PLAN: '2s,5s,15s,1m',
  RESEND_WAIT: '5s',
  ABSENCE_SEARCH: '1m',
  HOLD_PLAN: '2s,5s,15s',
  RESEND_QUARANTINE: '90s',
  LOG_LEVEL: 'info',
};

/**
 * Hosts to which the service may send webhooks without TLS, so that a receiver on this machine can be tried. The
 * environment variable `WEBHOOK_ALLOWED_HOSTS` replaces this list.
 */
const LOCAL_RECEIVERS = '127.0.0.1,localhost';

/**
 * Running processes, in the order in which they are stopped. The service is stopped first, while the sandboxes still
 * answer it.
 */
const running: Child[] = [];

/**
 * Runs the sandboxes and the service until a stop signal, and then ends them by SIGTERM. A second stop signal kills
 * them by SIGKILL. Returns the exit code 0.
 * @throws if a port is taken, or when one of the processes ends by itself
 */
async function main(): Promise<number> {
  const ports = await readPorts(process.env);
  // Kills the processes after an uncaught error, which skips the normal stop.
  process.once('exit', () => killAll());
  try {
    await Promise.race([run(ports), interruption()]);
    return 0;
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    process.stdout.write('\nending; Ctrl-C again ends at once\n');
    onStopSignal(killAll);
    return 0;
  } finally {
    for (const child of running) await child.end('SIGTERM');
  }
}

/**
 * Starts the sandboxes and the service with an empty database, prints how to use them, and waits. Never returns.
 * @throws if one of the processes does not start, or as soon as one ends
 */
async function run(ports: SandboxPorts): Promise<never> {
  freshDatabase(DATABASE);
  const sandboxes = spawnSandboxes(ports, 'inherit');
  running.unshift(sandboxes);
  const urls = await sandboxUrls(sandboxes);
  const environment = {
    ...variablesWithApproval(urls),
    ...timings(),
    API_KEYS: `you:${API_KEY}:*,approver:${APPROVER_KEY}:payouts:read+payouts:approve`,
    DATABASE_URL: `sqlite:${DATABASE}`,
    LOG_FORMAT: 'pretty',
    WEBHOOK_ALLOWED_HOSTS: process.env.WEBHOOK_ALLOWED_HOSTS || LOCAL_RECEIVERS,
  };
  const service = spawnService({ port: ports.service, environment, stdout: 'inherit', stderr: 'inherit' });
  running.unshift(service);
  await untilReady(service, ports.service);
  const url = serviceUrl(ports.service);
  process.stdout.write(
    welcome({ url, sandboxes: urls, apiKey: API_KEY, approverKey: APPROVER_KEY, database: DATABASE }),
  );
  const end = await Promise.race([
    service.ended.then((how) => `the service ended ${how}`),
    sandboxes.ended.then((how) => `the sandboxes ended ${how}`),
  ]);
  throw new Error(end);
}

/** Returns `TIMINGS`. An environment variable of the same name, if it is set, replaces a value. */
function timings(): Record<string, string> {
  const entries = Object.entries(TIMINGS).map(([variable, value]) => [variable, process.env[variable] || value]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
