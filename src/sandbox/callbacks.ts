import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { type CallbackMode, type CallbackSettings, settingsIn } from './callback-settings.js';
import { type Post, post } from './post.js';
import { SeededRandom } from './random.js';
import type { Timeline } from './timeline.js';

export interface OutgoingCallback extends Post {
  /** Id of the transaction. Callbacks about it to the same URL are sent in order, unless a fault changes it. */
  about: string;
  /** Callback mode from the transaction's magic input. Undefined if there is none. */
  mode?: CallbackMode;
}

export interface CallbackTry {
  /** Number of the callback, counted from 1. Its retries and its duplicate have the same number. */
  callback: number;
  at: string;
  /** The URL without its query, which may contain a secret of the receiver. */
  url: string;
  body: unknown;
  /**
   * HTTP status of the response. `unreachable` if there was none, `lost` if the callback was never sent. Null while it
   * is in progress.
   */
  status: number | 'unreachable' | 'lost' | null;
  /** Number of requests sent so far, at most 6. It stays 0 if the sandbox loses the callback on purpose. */
  tries: number;
}

type Numbered = OutgoingCallback & { callback: number };

/**
 * The most tries of a callback. JumiaPay's document says "We will retry up to 5 times". Djamo documents no number, so
 * it gets the same.
 */
const MOST_TRIES = 6;

/** Sends the callbacks of one simulated provider, with the configured faults. */
export class SandboxCallbacks {
  readonly tries: CallbackTry[] = [];
  private callbacks = 0;
  private chance: { seed: number; random: SeededRandom };
  /** The latest try for each transaction and URL. The next one waits for it. */
  private readonly lines = new Map<string, Promise<void>>();
  /** Tries that must end before the response to the current request is sent. */
  beforeReply: Promise<void>[] = [];
  private readonly closing = new AbortController();

  constructor(
    private readonly timeline: Timeline,
    private readonly settings: CallbackSettings,
  ) {
    this.chance = { seed: settings.seed, random: new SeededRandom(settings.seed) };
    setMaxListeners(0, this.closing.signal);
  }

  /** Sends a callback without waiting for its result. Each call gets a new number. */
  send(request: OutgoingCallback): void {
    this.callbacks += 1;
    const numbered = { ...request, callback: this.callbacks };
    const faults = settingsIn(this.settings, request.mode);
    const isLost = this.random() < faults.callbackLost;
    const copies = this.random() < faults.callbackDoubled ? 2 : 1;
    if (isLost) {
      this.note(numbered, 0).status = 'lost';
      return;
    }
    for (let copy = 1; copy <= copies; copy += 1) this.sendCopy(numbered, faults);
  }

  /** Starts a request: its response does not wait for callbacks that were sent before it. */
  beginRequest(): void {
    this.beforeReply = [];
  }

  stop(): void {
    this.closing.abort();
  }

  private sendCopy(request: Numbered, faults: CallbackSettings): void {
    const delayMs = faults.callbackDelayMs + this.random() * faults.callbackShuffleMs;
    if (delayMs > 0) {
      this.timeline.schedule(this.timeline.now() + delayMs, () => void this.tryInOrder(request));
      return;
    }
    const tried = this.tryInOrder(request);
    if (faults.callbackBeforeReply) this.beforeReply.push(tried);
  }

  private tryInOrder(request: Numbered): Promise<void> {
    const line = `${request.about} ${request.url}`;
    // Lets the response to the current request leave first.
    const before = this.lines.get(line) ?? setImmediate();
    const tried = before.then(() => this.try(request, 1));
    this.lines.set(line, tried);
    return tried;
  }

  private async try(request: Numbered, tries: number): Promise<void> {
    const entry = this.note(request, tries);
    const status = await post(request, this.closing.signal);
    entry.status = status;
    if (isSuccess(status) || tries === MOST_TRIES) return;
    const dueAt = this.timeline.now() + this.settings.callbackRetryMs;
    this.timeline.schedule(dueAt, () => void this.try(request, tries + 1));
  }

  private note({ callback, url, text }: Numbered, tries: number): CallbackTry {
    const { origin, pathname } = new URL(url);
    const body: unknown = JSON.parse(text);
    const at = this.timeline.timestamp();
    const entry: CallbackTry = { callback, at, url: origin + pathname, body, status: null, tries };
    this.tries.push(entry);
    return entry;
  }

  private random(): number {
    const { seed } = this.settings;
    if (seed !== this.chance.seed) this.chance = { seed, random: new SeededRandom(seed) };
    return this.chance.random.next();
  }
}

/**
 * Returns true for a 2xx. JumiaPay's document says "The callback URL must return HTTP 2xx to be considered success".
 */
function isSuccess(status: number | 'unreachable'): boolean {
  return typeof status === 'number' && status >= 200 && status < 300;
}
