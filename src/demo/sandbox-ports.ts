import type { ProviderName } from './drafts.js';
import { isTaken } from './ports.js';

const MAX_PORT = 65_535;

export interface SandboxPorts extends Readonly<Record<ProviderName, number>> {
  readonly service: number;
}

const DEFAULTS: SandboxPorts = { service: 3_000, djamo: 4_010, 'jumia-credits': 4_020 };
const VARIABLES: Readonly<Record<keyof SandboxPorts, string>> = {
  service: 'PORT',
  djamo: 'DJAMO_SANDBOX_PORT',
  'jumia-credits': 'JUMIA_SANDBOX_PORT',
};
const ROLES = Object.keys(DEFAULTS) as (keyof SandboxPorts)[];

/**
 * Returns the ports for the service and the two sandboxes: from the environment variables, by default 3000, 4010 and
 * 4020.
 * @throws if a port is invalid, not free or used twice, with a line for each such port
 */
export async function readPorts(variables: NodeJS.ProcessEnv): Promise<SandboxPorts> {
  const ports = { ...DEFAULTS };
  const problems: string[] = [];
  const used = new Map<number, string>();
  for (const role of ROLES) {
    const variable = VARIABLES[role];
    const port = Number(variables[variable] || DEFAULTS[role]);
    const problem = await problemOf(port, used);
    if (problem !== null) problems.push(`${variable}: ${problem}`);
    used.set(port, variable);
    ports[role] = port;
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return ports;
}

/**
 * Returns the reason why a port cannot be used, or null if it can. `used` has the ports that the other servers of
 * `start:sandbox` will use, each with the environment variable that sets it.
 */
async function problemOf(port: number, used: ReadonlyMap<number, string>): Promise<string | null> {
  if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) return `must be a port from 1 to ${MAX_PORT}`;
  if (used.has(port)) return `port ${port} is the one of ${used.get(port)}, too`;
  return (await isTaken(port)) ? `port ${port} is taken by another program; set another one` : null;
}
