import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, type ChildOptions } from './child.js';
import { LOOPBACK } from './ports.js';

const SCRIPT = join(__dirname, '../main.js');
const START_LIMIT_MS = 30_000;
const ASK_EVERY_MS = 50;

export interface ServiceOptions extends ChildOptions {
  readonly port: number;
}

export function serviceUrl(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}

/** Starts Cauri's service as a process that listens on this machine only. Does not wait until it is ready. */
export function spawnService({ port, environment, ...streams }: ServiceOptions): Child {
  return new Child('the service', [SCRIPT], {
    ...streams,
    environment: { HOST: LOOPBACK, PORT: String(port), ...environment },
  });
}

/**
 * Waits until the service is ready for requests.
 * @throws if it ends or is not ready in 30 seconds
 */
export async function untilReady(service: Child, port: number): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  while (Date.now() < until) {
    if (!service.running) throw new Error(`the service did not start: it ended ${await service.ended}`);
    const answer = await fetch(`${serviceUrl(port)}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => null,
    );
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await sleep(ASK_EVERY_MS);
  }
  throw new Error(`the service was not ready after ${START_LIMIT_MS / 1_000} s`);
}
