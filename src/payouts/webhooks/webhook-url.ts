import { isIP } from 'node:net';
import { trimEnd } from '../../common/trim-end.js';
import { isPublicAddress } from './public-address.js';

const MAX_URL = 2_000;
/** Host names and domains that exist only inside a private network. */
const INNER_NAMES = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home', 'corp', 'home.arpa', 'onion'];

/** Returns a host name in lower case, without the brackets of IPv6 and without a final dot. */
export function bareHost(hostname: string): string {
  return trimEnd(hostname.replace(/^\[/, '').replace(/\]$/, '').toLowerCase(), '.');
}

/**
 * Hosts that may get webhooks at private addresses and without TLS, because the operator allows it. Each is `host` or
 * `host:port`. A host without a port is allowed at every port.
 */
export class AllowedHosts {
  private readonly hosts: ReadonlySet<string>;

  constructor(hosts: readonly string[]) {
    this.hosts = new Set(hosts.map((host) => host.toLowerCase()));
  }

  includes({ protocol, hostname, port }: { protocol: string; hostname: string; port: string }): boolean {
    // Undici names an IPv6 address without its brackets, a URL and the configuration with them.
    const bare = bareHost(hostname);
    const host = bare.includes(':') ? `[${bare}]` : bare;
    return this.hosts.has(host) || this.hosts.has(`${host}:${port || (protocol === 'https:' ? '443' : '80')}`);
  }
}

/**
 * Returns the rule that the URL of an endpoint breaks. Returns null if it breaks none. The address of the host is
 * checked later, at each connection.
 */
export function webhookUrlProblem(text: unknown, allowed: AllowedHosts): string | null {
  if (typeof text !== 'string' || text.length > MAX_URL || !/^[!-~]+$/.test(text) || !URL.canParse(text)) {
    return `must be an https URL of at most ${MAX_URL} characters`;
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must have no user name and no password';
  if (text.includes('#')) return 'must have no fragment';
  if (/^https?:$/.test(url.protocol) && allowed.includes(url)) return null;
  if (url.protocol !== 'https:') return 'must be an https URL';
  return isOutside(bareHost(url.hostname)) ? null : 'must name a host of the public internet';
}

/** Returns true if the host is a public IP address, or a name that does not belong to a private network. */
function isOutside(host: string): boolean {
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !INNER_NAMES.some((name) => host === name || host.endsWith(`.${name}`));
}
