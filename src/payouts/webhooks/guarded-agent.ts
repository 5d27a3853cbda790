import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isPublicAddress } from './public-address.js';
import { type AllowedHosts, bareHost } from './webhook-url.js';

/** Most connections to one endpoint from one instance. */
const CONNECTIONS = 16;
const MAX_HEADERS_BYTES = 16_384;

/** Thrown for an address to which webhooks must not be sent. */
export class ForbiddenAddressError extends Error {
  readonly code = 'FORBIDDEN_ADDRESS';

  constructor() {
    super('the host has an address that is not of the public internet');
    this.name = 'ForbiddenAddressError';
  }
}

/** Returns all addresses of a host name. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>;

const systemResolver: Resolver = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * Returns an agent that connects only to public addresses. The address is checked when the connection is made and is
 * the one that is used. So a name that resolves to another address a moment later has no effect.
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
      // An IP address as host is never looked up, so it is checked here.
      const host = bareHost(options.hostname);
      if (options.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host))) {
        return callback(new ForbiddenAddressError(), null);
      }
      return guarded(options, callback);
    },
  });
}

/** Refuses a name if any of its addresses is forbidden, because we do not choose the one that is used. */
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
