import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Child } from './child.js';
import { PROVIDERS, type ProviderName } from './drafts.js';

const SCRIPT = join(__dirname, '../cli/main.js');

/** URL of the sandbox of each provider. */
export type SandboxUrls = Readonly<Record<ProviderName, string>>;

/**
 * Starts both sandboxes in a separate process, so that killing the service does not affect them. The port 0 selects a
 * free port. Does not wait until they listen; see `sandboxUrls`.
 */
export function spawnSandboxes(ports: Readonly<Record<ProviderName, number>>, stderr: number | 'inherit'): Child {
  const where = ['--djamo-port', String(ports.djamo), '--jumia-port', String(ports['jumia-credits'])];
  const script = [SCRIPT, 'sandbox', '--json', ...where];
  return new Child('the process of the sandboxes', script, { environment: {}, stdout: 'pipe', stderr });
}

/**
 * Waits until the sandboxes listen and returns their URLs. The process prints each URL in a JSON line.
 * @throws if the process ends first
 */
export async function sandboxUrls(sandboxes: Child): Promise<SandboxUrls> {
  const urls = new Map<string, string>();
  for await (const line of createInterface({ input: sandboxes.stdout })) {
    const { name, url } = JSON.parse(line) as { name: string; url: string };
    urls.set(name, url);
    if (PROVIDERS.every((provider) => urls.has(provider))) return Object.fromEntries(urls) as SandboxUrls;
  }
  throw new Error(`the sandboxes did not start: they ended ${await sandboxes.ended}`);
}
