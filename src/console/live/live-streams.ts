import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, StreamableFile } from '@nestjs/common';
import { PayoutError } from '../../payouts/payouts.errors.js';
import type { Live, View } from '../view.js';

/**
 * Milliseconds between two reads of the current content of a page: `least` after a change. While the content does not
 * change, the time doubles, up to `most`.
 */
const EVERY_MS = { least: 1_000, most: 5_000 } as const;
/** Milliseconds after which a stream ends. The browser then opens another one, and its API key is checked again. */
const STREAM_MS = 60_000;
/**
 * Maximum number of open streams in this process. A browser that is refused a stream requests the whole page every 3
 * seconds instead.
 */
const MOST = 100;

/** Sends the changes of a page to the browser as server-sent events. All streams end when the service stops. */
@Injectable()
export class LiveStreams implements OnModuleDestroy {
  private readonly ending = new AbortController();
  private open = 0;

  onModuleDestroy(): void {
    this.ending.abort();
  }

  /**
   * Returns a stream that sends the content of `live` at once and after each change. It ends after the last change, or
   * after a minute.
   * @throws PayoutError `unavailable` if too many streams are open
   */
  stream(live: Live, view: View): StreamableFile {
    if (this.open >= MOST) throw new PayoutError('unavailable', 'Too many pages are watched.', { retryAfter: 5 });
    const events = Readable.from(this.events(live, view), { objectMode: false });
    return new StreamableFile(events, { type: 'text/event-stream; charset=utf-8' });
  }

  private async *events({ look }: Live, view: View): AsyncGenerator<string> {
    const { signal } = this.ending;
    const end = performance.now() + STREAM_MS;
    let shown = '';
    let wait: number = EVERY_MS.least;
    this.open += 1;
    try {
      while (!signal.aborted && performance.now() < end) {
        const { body, isOver } = await look();
        const { text } = body(view);
        wait = text === shown ? Math.min(2 * wait, EVERY_MS.most) : EVERY_MS.least;
        // A comment keeps the connection, and finds out if the browser is gone.
        yield text === shown ? ':\n\n' : `data: ${JSON.stringify(text)}\n\n`;
        if (isOver) {
          yield 'event: over\ndata: 1\n\n';
          return;
        }
        shown = text;
        await pause(wait, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      this.open -= 1;
    }
  }
}
