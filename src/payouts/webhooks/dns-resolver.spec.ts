import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { dnsResolver } from './guarded-agent.js';

const HEADER_BYTES = 12;
const A = 1;
const ADDRESS = [93, 184, 215, 14];

/** Returns the name that a DNS query asks for, and the type of its record. */
function questionOf(query: Buffer): { name: string; type: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1) };
}

/** Returns the answer to a DNS query: one IPv4 address, and no IPv6 address. */
function answerTo(query: Buffer): Buffer {
  const { name, type } = questionOf(query);
  const question = query.subarray(HEADER_BYTES, HEADER_BYTES + name.length + 2 + 4);
  const header = Buffer.from(query.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(type === A ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, ...ADDRESS]);
  return Buffer.concat([header, question, ...(type === A ? [record] : [])]);
}

describe('the addresses of endpoints', () => {
  let server: Socket;
  const asked = new Set<string>();
  /** Answers to the silent names, which are held back until the test lets them go. */
  const held: (() => void)[] = [];

  beforeAll(async () => {
    server = createSocket('udp4', (query, { port, address }) => {
      const { name } = questionOf(query);
      asked.add(name);
      const answer = () => server.send(answerTo(query), port, address);
      if (name.startsWith('silent')) held.push(answer);
      else answer();
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  it('are asked of the DNS servers by this process, whose threads wait for none of them', async () => {
    const resolve = dnsResolver([`127.0.0.1:${(server.address() as AddressInfo).port}`]);
    const silent = Array.from({ length: 16 }, (_, index) => `silent-${index}.example.com`);
    const waiting = silent.map((name) => resolve(name));
    const found = [{ address: ADDRESS.join('.'), family: 4 }];
    expect(await resolve('hooks.example.com')).toEqual(found);
    // `dns.lookup` would have asked the servers of this machine, for four names at a time.
    expect(asked).toEqual(new Set(['hooks.example.com', ...silent]));
    for (const answer of held) answer();
    expect(await Promise.all(waiting)).toEqual(silent.map(() => found));
  });
});
