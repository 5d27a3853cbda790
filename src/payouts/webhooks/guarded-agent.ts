import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isPublicAddress } from './public-address.js';
import { type AllowedHosts, bareHost } from './webhook-url.js';

/** Of one endpoint, and so of one instance. */
const CONNECTIONS = 16;
const MAX_HEADERS_BYTES = 16_384;

/** The address is none that may be called. */
export class ForbiddenAddressError extends Error {
  readonly code = 'FORBIDDEN_ADDRESS';

  constructor() {
    super('the host has an address that is not of the public internet');
    this.name = 'ForbiddenAddressError';
  }
}

/** Asks for every address of a name. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>;

const systemResolver: Resolver = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * Connections to public addresses only. The address that a name has is looked at when the connection is made and is the
 * one that is connected to: a name that means something else a moment later gains nothing.
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
      // A literal address is never looked up.
      const host = bareHost(options.hostname);
      if (options.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host))) {
        return callback(new ForbiddenAddressError(), null);
      }
      return guarded(options, callback);
    },
  });
}

/** One forbidden address is enough: which of them a connection would take is not ours to say. */
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
