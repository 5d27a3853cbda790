import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** Returns a free TCP port of this machine. It is not reserved, so another program may take it before it is used. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Returns true if this process cannot listen on the port at 127.0.0.1: another program does, or the user may not. */
export async function isTaken(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => false,
    () => true,
  );
}

/**
 * Listens on a port for a moment, to test if it is free. Returns the port. For the port 0, the system chooses a free
 * one.
 * @throws if the port cannot be used
 */
function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(actual));
    });
  });
}
