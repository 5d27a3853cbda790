import { resolve6 } from 'node:dns/promises';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Finding, failed, hint, ok } from './finding.js';

/** Timeout of one connection in milliseconds, for TLS and for IPv6. */
const LIMIT_MS = 5_000;
const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** Error codes of Node for a certificate that is not trusted, expired, incomplete or of another host. */
const UNTRUSTED = /^ERR_TLS|CERT|^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/;

/** The address of a provider that an account uses. `account` is its name. */
export interface Destination {
  readonly account: string;
  readonly baseUrl: string;
}

/**
 * Checks the connection to a provider: how long its certificate is valid, and, if its host name has an IPv6 address,
 * whether this address is reached. Sends no HTTP request. `proxy` is the URL of the outgoing proxy, or null for a
 * direct connection; with a proxy nothing is checked. A host that is not reachable gets no finding here, because
 * `checkProvider` reports it.
 */
export async function checkNetwork(destination: Destination, proxy: string | null): Promise<Finding[]> {
  const { account } = destination;
  if (proxy !== null) {
    const message = 'through PROVIDER_PROXY: TLS and IPv6 are not looked at';
    return [hint('network', { account, message, remedy: 'ask whoever runs the proxy' })];
  }
  const { protocol, hostname, port } = new URL(destination.baseUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isTls = protocol === 'https:';
  const target = { host, port: Number(port) || (isTls ? 443 : 80) };
  const found = await Promise.all([isTls ? checkTls(account, target) : null, checkIpv6(account, target)]);
  return found.filter((finding) => finding !== null);
}

interface Target {
  readonly host: string;
  readonly port: number;
}

async function checkTls(account: string, { host, port }: Target): Promise<Finding | null> {
  try {
    return tlsFinding(account, await validUntil({ host, port }), Date.now());
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The server is not reachable at all. `checkProvider` reports that.
    if (code === undefined || !UNTRUSTED.test(code)) return null;
    const remedy = 'the certificate has to be right; if it is of your own authority, name it in NODE_EXTRA_CA_CERTS';
    return failed('tls', { account, message: `${code}: ${message}`, remedy });
  }
}

/**
 * Returns a finding about a certificate that is valid until `until`. It is a hint if fewer than 14 days are left.
 * `until` and `now` are in epoch milliseconds.
 */
export function tlsFinding(account: string, until: number, now: number): Finding {
  const days = Math.floor((until - now) / DAY_MS);
  const message = `the certificate is valid for ${days} more days`;
  if (days >= SOON_DAYS) return ok('tls', message, account);
  return hint('tls', { account, message, remedy: 'ask the provider: payouts wait from that day on' });
}

/**
 * Connects by TLS and returns the time at which the server's certificate ends, in epoch milliseconds. An IP address is
 * connected without a server name.
 * @throws if there is no connection or the certificate is not trusted
 */
function validUntil({ host, port }: Target): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connectTls(
      { host, port, servername: /^[\d.]+$|:/.test(host) ? '' : host, timeout: LIMIT_MS },
      () => {
        resolve(Date.parse(socket.getPeerCertificate().valid_to));
        socket.destroy();
      },
    );
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error('late')));
  });
}

/**
 * Checks whether the first IPv6 address of the host is reached. Returns null if the host has no such address. A failure
 * is only a hint, because connections are then slower but still work.
 */
async function checkIpv6(account: string, { host, port }: Target): Promise<Finding | null> {
  const addresses = await resolve6(host).catch(() => []);
  const [address] = addresses;
  if (address === undefined) return null;
  if (await reaches({ host: address, port })) return ok('ipv6', 'it is reached by IPv6', account);
  const message = 'its name has an IPv6 address, but nothing of IPv6 gets there from here: connections take longer';
  return hint('ipv6', { account, message, remedy: 'repair the IPv6 route of this machine, or switch IPv6 off on it' });
}

function reaches({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port, timeout: LIMIT_MS }, () => ended(true));
    const ended = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('error', () => ended(false));
    socket.once('timeout', () => ended(false));
  });
}
