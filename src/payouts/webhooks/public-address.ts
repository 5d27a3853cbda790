import ipaddr from 'ipaddr.js';

/** IPv6 range of the public internet, `2000::/3`. All other ranges are reserved. */
const GLOBAL_IPV6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Returns true for an address on the public internet. Returns false for private, loopback, link-local, multicast and
 * other special ranges. Also returns false for IPv6 addresses that contain an IPv4 address (mapped, NAT64, 6to4,
 * Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
}
