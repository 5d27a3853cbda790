import { Logger } from '@nestjs/common';
import type { ReadOutcome } from '../domain/read-outcome.js';
import type { EngineContext } from './engine-context.js';

/**
 * Minimum interval in milliseconds between two writes of the same result. A thousand reads per minute then cause only a
 * few writes.
 */
const WRITE_EVERY_MS = 5_000;

interface Known {
  readonly outcome: ReadOutcome;
  readonly writtenAt: number;
}

/**
 * Records for each account whether reads from its provider succeed. Stores the result as the account's `lastRead`, and
 * logs when failures begin and end.
 */
export class ReadHealth {
  private readonly logger = new Logger('Reads');
  private readonly known = new Map<string, Known>();

  constructor(private readonly context: Pick<EngineContext, 'unitOfWork' | 'clock'>) {}

  /** Records the result of one read of the account. It never throws. */
  async note(account: string, outcome: ReadOutcome): Promise<void> {
    const now = this.context.clock.monotonic();
    const before = this.known.get(account);
    const same = before?.outcome === outcome;
    if (same && now - before.writtenAt < WRITE_EVERY_MS) return;
    this.known.set(account, { outcome, writtenAt: now });
    if (!same) this.say(account, before?.outcome ?? 'ok', outcome);
    const at = this.context.clock.now();
    // An error while storing is ignored. The next write stores the result of its read.
    await this.context.unitOfWork
      .run(({ accounts }) => accounts.noteRead(account, { at, outcome }))
      .catch(() => undefined);
  }

  private say(account: string, before: ReadOutcome, outcome: ReadOutcome): void {
    // A failure of another kind is no beginning: in an outage kinds alternate, and each read would log a line.
    if (outcome !== 'ok' && before === 'ok') this.logger.error(`reads of the account ${account} fail: ${outcome}`);
    if (outcome === 'ok' && before !== 'ok') this.logger.log(`reads of the account ${account} are answered again`);
  }
}
