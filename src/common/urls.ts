const LOOPBACK = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;

/** True if a secret may be sent to the URL: it is encrypted or does not leave this machine. */
export function isHttpsOrLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}
