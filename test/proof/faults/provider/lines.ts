import { rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { SELF_SIGNED } from '../../../support/self-signed.js';
import type { Provider } from './accounts.js';
import { HttpRelay } from './http-relay.js';
import { TRUSTED } from './trusted-certificate.js';

export type LineFault = 'no such host' | 'refused' | 'never accepted' | 'bad certificate' | 'reset';

/** The way to a provider: what is wrong with it begins and ends. */
export interface Line {
  readonly relay: HttpRelay;
  readonly url: string;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
  close(): Promise<void>;
}

interface Place {
  readonly provider: Provider;
  /** Of the names that cannot be resolved, see no-such-host.js. */
  readonly unknownHosts: string;
}

const OPEN: Record<LineFault, (place: Place) => Promise<Line>> = {
  'no such host': async ({ provider, unknownHosts }) => {
    const relay = await HttpRelay.start(TRUSTED);
    const host = `${provider}.invalid`;
    return line(relay, {
      url: `https://${host}:${relay.port}`,
      begin: () => {
        writeFileSync(join(unknownHosts, host), '');
        // Whoever keeps a connection alive asks for no name.
        relay.hangUp();
      },
      end: () => rmSync(join(unknownHosts, host), { force: true }),
    });
  },
  refused: async () => {
    const relay = await HttpRelay.start();
    return line(relay, { begin: () => relay.close(), end: () => relay.reopen() });
  },
  'never accepted': neverAccepted,
  'bad certificate': async () => {
    const relay = await HttpRelay.start(TRUSTED);
    return line(relay, {
      url: `https://127.0.0.1:${relay.port}`,
      begin: () => {
        relay.present(SELF_SIGNED);
        // A connection that is kept alive has shown its certificate already.
        relay.hangUp();
      },
      end: () => relay.present(TRUSTED),
    });
  },
  reset: async () => {
    const relay = await HttpRelay.start();
    const set = (cuts: boolean) => () => {
      relay.cuts = cuts;
    };
    return line(relay, { begin: set(true), end: set(false) });
  },
};

/** Without a fault, a line that there is nothing wrong with. */
export async function openLine(fault: LineFault | null, place: Place): Promise<Line> {
  return fault === null ? line(await HttpRelay.start(), {}) : OPEN[fault](place);
}

function line(relay: HttpRelay, own: Partial<Line>): Line {
  const nothing = () => undefined;
  const url = `http://127.0.0.1:${relay.port}`;
  return { relay, url, begin: nothing, end: nothing, close: () => relay.close(), ...own };
}

/** Passes connections on, until it is told to sleep: it listens then, and accepts nothing. */
const DOZER = `
const { workerData: { flag, port }, parentPort } = require('node:worker_threads');
const { connect, createServer } = require('node:net');
const server = createServer((client) => {
  const upstream = connect(port, '127.0.0.1');
  client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy()).pipe(upstream);
  upstream.on('error', () => client.destroy()).on('close', () => client.destroy()).pipe(client);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => parentPort.postMessage(server.address().port));
parentPort.on('message', () => Atomics.wait(flag, 0, 0));
`;

async function neverAccepted(): Promise<Line> {
  const relay = await HttpRelay.start();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const dozer = new Worker(DOZER, { eval: true, workerData: { flag, port: relay.port } });
  const port = await new Promise<number>((resolve) => dozer.once('message', resolve));
  let queue: Socket[] = [];
  const end = () => {
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    for (const socket of queue) socket.destroy();
  };
  return line(relay, {
    url: `http://127.0.0.1:${port}`,
    begin: async () => {
      dozer.postMessage('sleep');
      await sleep(100);
      // The kernel completes a few connections that nobody accepts; once its queue is full, it drops the rest.
      queue = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
      await sleep(100);
    },
    end,
    close: async () => {
      end();
      await dozer.terminate();
      await relay.close();
    },
  });
}
