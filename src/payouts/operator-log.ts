import { Injectable, Logger } from '@nestjs/common';
import type { Hold } from './domain/account-hold.js';
import type { NewEvent, Payout } from './domain/payout.js';
import type { JournalEntry } from './storage/journal.js';

/** Logs events that an operator must notice. The lines contain ids and reasons, but no recipient and no amount. */
@Injectable()
export class OperatorLog {
  private readonly logger = new Logger('Payouts');

  note(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'account') this.account(entry.name, entry.before, entry.after);
      if (entry.kind === 'payout') for (const event of entry.events) this.event(entry.payout, event);
    }
  }

  private event({ id, account, status }: Payout, { type, data }: NewEvent): void {
    const what = `payout ${id} (${account}, ${status})`;
    if (type === 'alarm') this.logger.error(`ALARM ${data.alarm}: ${what}: ${data.message}`);
    if (type === 'review_opened') this.logger.warn(`${what} waits for a person: ${data.reason}`);
    if (type === 'review_cleared') this.logger.log(`${what} no longer waits for a person: ${data.reason}`);
    if (type === 'submission_unknown') this.logger.warn(`${what}: outcome unknown: ${data.reason}`);
  }

  private account(name: string, before: Hold | null, after: Hold | null): void {
    if (before?.reason === after?.reason) return;
    if (after) this.logger.warn(`account ${name} is held by ${after.by}: ${after.reason}`);
    else this.logger.log(`account ${name} sends again`);
  }
}
