import { isIPv6 } from 'node:net';

/** Maximum number of invalid keys of one network within `WINDOW_MS`. */
const LIMIT = 100;
const WINDOW_MS = 60_000;
/** Maximum number of networks that are remembered. Beyond it, the oldest one is forgotten. */
const MAX_ADDRESSES = 10_000;

/** Count of invalid keys from one network until a certain time. */
interface Window {
  /** End of the window in monotonic milliseconds. */
  readonly endsAt: number;
  count: number;
}

/**
 * Counts invalid API keys by the network address of the connection. It ignores headers that contain an address, because
 * anybody can write them. Behind a proxy all callers have the same address, so a valid key is always accepted.
 */
export class BadKeys {
  private readonly windows = new Map<string, Window>();

  /** @param now returns monotonic time in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Counts an invalid key from this address. Returns null if its network has sent at most 100 within a minute, which
   * begins with the first of them. Otherwise returns the seconds to wait, and the caller answers 429.
   */
  note(address: string): number | null {
    const window = this.windowOf(networkOf(address));
    window.count += 1;
    return window.count > LIMIT ? Math.ceil((window.endsAt - this.now()) / 1_000) : null;
  }

  private windowOf(network: string): Window {
    const known = this.windows.get(network);
    if (known !== undefined && known.endsAt > this.now()) return known;
    const begun = { endsAt: this.now() + WINDOW_MS, count: 0 };
    // Moves the network to the end of the map, so that the first entry is always the one that expires first.
    this.windows.delete(network);
    this.windows.set(network, begun);
    const [first] = this.windows.keys();
    if (this.windows.size > MAX_ADDRESSES && first !== undefined) this.windows.delete(first);
    return begun;
  }
}

/** Returns the network of an address. For IPv6 it is the first 64 bits, because one customer has 2^64 addresses. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail = ''] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const last = tail.split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
