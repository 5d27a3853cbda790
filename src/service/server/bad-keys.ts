import { isIPv6 } from 'node:net';

const LIMIT = 100;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

interface Window {
  readonly endsAt: number;
  count: number;
}

/**
 * Counts bad API keys by the network address of the connection. Ignores headers with an address, which anybody can
 * write. Behind a proxy all callers have one address, so a valid key is accepted whatever the count.
 */
export class BadKeys {
  private readonly windows = new Map<string, Window>();

  /** @param now monotonic time in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Counts a bad key. Returns null, or the seconds to wait if there were more than 100 within a minute. */
  note(address: string): number | null {
    const window = this.windowOf(networkOf(address));
    window.count += 1;
    return window.count > LIMIT ? Math.ceil((window.endsAt - this.now()) / 1_000) : null;
  }

  private windowOf(network: string): Window {
    const known = this.windows.get(network);
    if (known !== undefined && known.endsAt > this.now()) return known;
    const begun = { endsAt: this.now() + WINDOW_MS, count: 0 };
    // Moves the address to the end of the map, so that the first entry is the one that ends first.
    this.windows.delete(network);
    this.windows.set(network, begun);
    const [first] = this.windows.keys();
    if (this.windows.size > MAX_ADDRESSES && first !== undefined) this.windows.delete(first);
    return begun;
  }
}

/** Returns the network of an address. For IPv6 these are the first 64 bits, because one customer has 2^64 addresses. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail = ''] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const last = tail.split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
