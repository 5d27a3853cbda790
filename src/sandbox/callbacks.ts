import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { type CallbackMode, type CallbackSettings, settingsIn } from './callback-settings.js';
import { type Post, post } from './post.js';
import { SeededRandom } from './random.js';
import type { Timeline } from './timeline.js';

export interface CallbackRequest extends Post {
  /** The id of the transaction. What is told of it to one address keeps its order, unless a fault says otherwise. */
  about: string;
  /** By the transaction's magic input. */
  mode?: CallbackMode;
}

export interface CallbackTry {
  /** The callback's number: its tries have the same one, and so has its double. */
  callback: number;
  at: string;
  /** Without the query, which may hold the receiver's secret. */
  url: string;
  body: unknown;
  /** null until the answer is there; `lost` was never sent. */
  status: number | 'unreachable' | 'lost' | null;
  /** 1 for the first try, up to 6; 0 for a callback that was lost. */
  tries: number;
}

type Numbered = CallbackRequest & { callback: number };

/** "We will retry up to 5 times" (JumiaPay document, "Callback"). Djamo's retries are not documented: the same. */
const MOST_TRIES = 6;

/** Sends the callbacks of one provider, with what was ordered to go wrong. */
export class CallbackSender {
  readonly tries: CallbackTry[] = [];
  private callbacks = 0;
  private chance: { seed: number; random: SeededRandom };
  /** The first try before, by transaction and address. */
  private readonly lines = new Map<string, Promise<void>>();
  /** The tries that the reply under way has to wait for. */
  beforeReply: Promise<void>[] = [];
  private readonly closing = new AbortController();

  constructor(
    private readonly timeline: Timeline,
    private readonly settings: CallbackSettings,
  ) {
    this.chance = { seed: settings.seed, random: new SeededRandom(settings.seed) };
    setMaxListeners(0, this.closing.signal);
  }

  /** Returns at once. Each request is a callback of its own. */
  send(request: CallbackRequest): void {
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

  /** What was sent without a request holds up no reply. */
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
    // The reply of the request that caused the callback goes first.
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

/** "The callback URL must return HTTP 2xx to be considered success" (JumiaPay document, "Callback"). */
function isSuccess(status: number | 'unreachable'): boolean {
  return typeof status === 'number' && status >= 200 && status < 300;
}
