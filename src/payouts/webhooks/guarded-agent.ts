import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isPublicAddress } from './public-address.js';
import { type AllowedHosts, bareHost } from './webhook-url.js';

/** Maximum number of connections from one instance to one endpoint. */
const CONNECTIONS = 16;
/** Maximum size of the headers of a response, in bytes. */
const MAX_HEADERS_BYTES = 16_384;

/** Thrown for an address to which webhooks must not be sent, such as a private one. */
export class ForbiddenAddressError extends Error {
  readonly code = 'FORBIDDEN_ADDRESS';

  constructor() {
    super('the host has an address that is not of the public internet');
    this.name = 'ForbiddenAddressError';
  }
}

/** Function that resolves a host name to all its addresses. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>;

const systemResolver: Resolver = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * Returns an HTTP agent that connects only to public addresses and to allowed hosts. It checks the address of each
 * connection. A host name that later resolves to a private address (DNS rebinding) is therefore refused too.
 */
export function guardedAgent(
  allowed: AllowedHosts,
  { timeoutMs, resolve = systemResolver }: { readonly timeoutMs: number; readonly resolve?: Resolver },
): Agent {
  const free = buildConnector({ timeout: timeoutMs });
  const guarded = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(resolve) } as buildConnector.BuildOptions);
  return new Agent({
    connections: CONNECTIONS,
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
