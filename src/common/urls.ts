const LOOPBACK = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;

/** Returns true if a secret may be sent to the URL: it uses https, or stays on this machine. */
export function isHttpsOrLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}
