import { isIPv6 } from 'node:net';

const LIMIT = 100;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

interface Window {
  readonly endsAt: number;
  count: number;
}

/**
 * Counts bad API keys for each address that a connection comes from. What a header says of the address counts for
 * nothing: anybody can write it. Behind a proxy all are one address, so a valid key is let in whatever was counted.
 */
export class BadKeys {
  private readonly windows = new Map<string, Window>();

  /** @param now monotonic milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Counts one; the seconds to wait when there were more than 100 within a minute, else null. */
  note(address: string): number | null {
    const window = this.windowOf(networkOf(address));
    window.count += 1;
    return window.count > LIMIT ? Math.ceil((window.endsAt - this.now()) / 1_000) : null;
  }

  private windowOf(network: string): Window {
    const known = this.windows.get(network);
    if (known !== undefined && known.endsAt > this.now()) return known;
    const begun = { endsAt: this.now() + WINDOW_MS, count: 0 };
    // Behind all others again, so that the first one is the one that ends first.
    this.windows.delete(network);
    this.windows.set(network, begun);
    const [first] = this.windows.keys();
    if (this.windows.size > MAX_ADDRESSES && first !== undefined) this.windows.delete(first);
    return begun;
  }
}

/** One customer of a provider has 2^64 addresses of IPv6. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail = ''] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const last = tail.split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
