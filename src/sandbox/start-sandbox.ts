import { CONTROL, handleControl } from './control.js';
import { type Incoming, json, listen, type RunningSandbox } from './http.js';
import type { Provider, Settings, World } from './provider.js';
import { Session } from './session.js';

export interface ListenOptions {
  /** Port to listen on. 0, the default, selects a free port; the `url` of the running sandbox contains it. */
  port?: number;
  /** Address to listen on. The default is 127.0.0.1, so that only this machine can connect. */
  host?: string;
}

/**
 * Starts an HTTP server with a simulated provider and its control API. `open` creates the provider for a new session:
 * at the start and after each reset. Each session begins with a copy of `settings` and an empty ledger.
 * @throws if the port cannot be used
 */
export async function startSandbox<S extends Settings>(
  { port = 0, host = '127.0.0.1' }: ListenOptions,
  settings: S,
  open: (world: World<S>) => Provider,
): Promise<RunningSandbox> {
  const begin = () => new Session({ ...settings }, open);
  let session = begin();

  const decide = (incoming: Incoming) => {
    session.timeline.catchUp();
    const [first, name] = incoming.segments;
    if (first !== CONTROL) return session.handle(incoming);
    if (incoming.method !== 'POST' || name !== 'reset') return handleControl(session, incoming);
    session.end();
    session = begin();
    return json(200, {});
  };
  const { url, close } = await listen(decide, { host, port });
  return {
    url,
    close: () => {
      session.end();
      return close();
    },
  };
}
