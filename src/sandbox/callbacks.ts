import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { type CallbackMode, type CallbackSettings, settingsIn } from './callback-settings.js';
import { type Post, post } from './post.js';
import { SeededRandom } from './random.js';
import type { Timeline } from './timeline.js';

export interface OutgoingCallback extends Post {
  /**
   * Id of the transaction that the callback reports. The callbacks about one transaction to the same URL are sent in
   * order, unless a fault changes the order. A retry may still come after a later callback.
   */
  about: string;
  /** Name of the callback faults that the transaction's scenario adds. Undefined if it adds none. */
  mode?: CallbackMode;
}

/** Record of one try to send a callback. The control API lists these records, oldest first. */
export interface CallbackTry {
  /** Number of the callback, counted from 1. The retries and the duplicate of a callback have the same number. */
  callback: number;
  at: string;
  /** URL of the receiver without its query, which may contain a secret. */
  url: string;
  body: unknown;
  /**
   * HTTP status of the response. `unreachable` if there was no response, `lost` if a fault dropped the callback. Null
   * while the request is in progress.
   */
  status: number | 'unreachable' | 'lost' | null;
  /**
   * Number of this try: 1 for the first to 6 for the last. 0 if a fault dropped the callback, which is then never sent.
   */
  tries: number;
}

type Numbered = OutgoingCallback & { callback: number };

/**
 * Maximum number of tries for one callback: the first and 5 more. JumiaPay's document says "We will retry up to 5
 * times". Djamo documents no number, so it gets the same.
 */
const MOST_TRIES = 6;

/**
 * Sends the callbacks of one simulated provider, with the faults that are set. A callback is sent again until it gets a
 * 2xx, at most 6 times in all.
 */
export class SandboxCallbacks {
  readonly tries: CallbackTry[] = [];
  private callbacks = 0;
  /** Source of random numbers, and the seed with which it was created. */
  private chance: { seed: number; random: SeededRandom };
  /**
   * For each transaction and URL, the first try of the latest callback. The next callback is sent when that try has
   * ended.
   */
  private readonly lines = new Map<string, Promise<void>>();
  /** First tries of callbacks that must end before the response to the current request is sent. */
  beforeReply: Promise<void>[] = [];
  private readonly closing = new AbortController();

  constructor(
    private readonly timeline: Timeline,
    private readonly settings: CallbackSettings,
  ) {
    this.chance = { seed: settings.seed, random: new SeededRandom(settings.seed) };
    setMaxListeners(0, this.closing.signal);
  }

  /**
   * Sends a callback without waiting for its result, and gives it the next number. A lost callback is only recorded,
   * and a doubled one is sent twice.
   */
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

  /** Prepares for a new request: forgets the callbacks for which the response to an earlier request had to wait. */
  beginRequest(): void {
    this.beforeReply = [];
  }

  /** Aborts the callbacks in progress. Further ones fail at once. */
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

  /**
   * Sends a callback for the first time, once the earlier callbacks about the same transaction to the same URL were
   * each tried once. The promise resolves when this try has ended.
   */
  private tryInOrder(request: Numbered): Promise<void> {
    const line = `${request.about} ${request.url}`;
    // `setImmediate` normally lets the response to the current request be sent first.
    const before = this.lines.get(line) ?? setImmediate();
    const tried = before.then(() => this.try(request, 1));
    this.lines.set(line, tried);
    return tried;
  }

  /**
   * Sends the callback. If the response is not a 2xx, plans the next try after `callbackRetryMs`, up to the maximum.
   */
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

  /** Returns a random number from 0 to below 1. A changed seed starts a new sequence. */
  private random(): number {
    const { seed } = this.settings;
    if (seed !== this.chance.seed) this.chance = { seed, random: new SeededRandom(seed) };
    return this.chance.random.next();
  }
}

/**
 * Returns true for a 2xx, which ends the retries. JumiaPay's document says "The callback URL must return HTTP 2xx to be
 * considered success".
 */
function isSuccess(status: number | 'unreachable'): boolean {
  return typeof status === 'number' && status >= 200 && status < 300;
}
