import type { LookupAddress } from 'node:dns';
import { Resolver as DnsResolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isPublicAddress } from './public-address.js';
import { type AllowedHosts, bareHost } from './webhook-url.js';

/** Maximum size of the headers of a response, in bytes. A larger response makes the attempt fail. */
const MAX_HEADERS_BYTES = 16_384;

/**
 * Thrown for an address to which webhooks must not be sent, such as a private one. The attempt gets the error
 * `FORBIDDEN_ADDRESS`.
 */
export class ForbiddenAddressError extends Error {
  readonly code = 'FORBIDDEN_ADDRESS';

  constructor() {
    super('the host has an address that is not of the public internet');
    this.name = 'ForbiddenAddressError';
  }
}

/** Function that resolves a host name to all its addresses. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Milliseconds to wait for the answer of a DNS server, and number of times that the server is asked. */
const DNS = { timeout: 3_000, tries: 2 };

/**
 * Returns a resolver that asks the DNS servers itself. `dns.lookup` would occupy one of the four threads of the process
 * for each name. A few endpoints whose DNS servers do not answer would then stop all other look-ups, also those of the
 * providers. `servers` replaces the DNS servers of the system. The resolver rejects if both the query for IPv4 and the
 * one for IPv6 fail.
 */
export function dnsResolver(servers?: readonly string[]): Resolver {
  const dns = new DnsResolver(DNS);
  if (servers) dns.setServers(servers);
  return async (hostname) => {
    const [four, six] = await Promise.allSettled([dns.resolve4(hostname), dns.resolve6(hostname)]);
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
    return [...addressesOf(four, 4), ...addressesOf(six, 6)];
  };
}

function addressesOf(answer: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] {
  return answer.status === 'rejected' ? [] : answer.value.map((address) => ({ address, family }));
}

/**
 * Returns an HTTP agent that connects only to public addresses by https, and to allowed hosts. It checks the address of
 * each connection. A host name that later resolves to a private address (DNS rebinding) is therefore refused too.
 * `timeoutMs` limits the connection and each wait for a part of the response.
 */
export function guardedAgent(
  allowed: AllowedHosts,
  { timeoutMs, resolve = dnsResolver() }: { readonly timeoutMs: number; readonly resolve?: Resolver },
): Agent {
  const free = buildConnector({ timeout: timeoutMs });
  const guarded = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(resolve) } as buildConnector.BuildOptions);
  return new Agent({
    // No limit of connections: endpoints may share a host, and one that hangs must not take the connections of the
    // others. Each endpoint has at most 8 POSTs at a time.
    connections: null,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: MAX_HEADERS_BYTES,
    connect: (options, callback) => {
      if (allowed.includes(options)) return free(options, callback);
      // A host that is an IP address is not looked up, so it is checked here.
      const host = bareHost(options.hostname);
      if (options.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host))) {
        return callback(new ForbiddenAddressError(), null);
      }
      return guarded(options, callback);
    },
  });
}

/**
 * Returns a DNS lookup that refuses a host name if any of its addresses is not public, because Node may choose any of
 * them.
 */
function guardedLookup(resolve: Resolver): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
          callback(new ForbiddenAddressError(), '', 0);
        } else if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}
