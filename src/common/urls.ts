const LOOPBACK = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;

/** Whether a secret may be sent there: encrypted, or not leaving this machine. */
export function isHttpsOrLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}
