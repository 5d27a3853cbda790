import { Injectable, Logger } from '@nestjs/common';
import { asksForTraces } from '../common/trace-context.js';
import type { Hold } from './domain/account-hold.js';
import type { NewEvent } from './domain/payout.js';
import { type LogFields, LogLine } from './log-line.js';
import type { JournalEntry } from './storage/journal.js';
import { traceOfPayout } from './tracing/payout-trace.js';

type PayoutEntry = Extract<JournalEntry, { kind: 'payout' }>;
type Level = 'error' | 'warn' | 'log';

/**
 * Logs each change of a payout in one line. Warns of what an operator must know, such as a review (a person must
 * decide) or a hold (no payouts are sent from an account). A line contains ids and reasons, never a recipient or an
 * amount.
 */
@Injectable()
export class OperatorLog {
  private readonly logger = new Logger('Payouts');
  /**
   * True if the environment variables `OTEL_…` switch tracing on. Each log line then contains a trace id, even if no
   * HTTP request caused the change.
   */
  private readonly traced = asksForTraces(process.env);

  /**
   * Called after each COMMIT. Logs the changes of payouts and accounts that the transaction stored. Also adds the id of
   * a payout to the log line of the HTTP request that changed it, unless the payout belongs to a batch.
   */
  note(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'account') this.account(entry.name, entry.before, entry.after);
      if (entry.kind === 'payout') this.payout(entry);
    }
  }

  private payout(entry: PayoutEntry): void {
    const { payout, before, events, request = null } = entry;
    // Adds the payout to the log line of the request. The request of a batch has many payouts, so its line names none.
    if (request && payout.batchId === null) Object.assign(request, { payoutId: payout.id, account: payout.account });
    const fields = this.fieldsOf(entry);
    const remarks = events.flatMap((event) =>
      remarkOn(event, `payout ${payout.id} (${payout.account}, ${payout.status})`),
    );
    for (const { level, message } of remarks) this.logger[level](new LogLine(message, fields));
    if (remarks.length > 0) return;
    const step = before === payout.status ? before : `${before ?? 'new'} → ${payout.status}`;
    const types = events.map(({ type }) => type).join(', ');
    this.logger.log(new LogLine(`payout ${payout.id} (${payout.account}): ${step}: ${types}`, fields));
  }

  /**
   * Logs that a hold of the account (no payouts are sent from it) has begun, has another reason, or has ended. Logs
   * nothing if the reason stays the same.
   */
  private account(name: string, before: Hold | null, after: Hold | null): void {
    if (before?.reason === after?.reason) return;
    const fields = { account: name };
    if (after) this.logger.warn(new LogLine(`account ${name} is held by ${after.by}: ${after.reason}`, fields));
    else this.logger.log(new LogLine(`account ${name} sends again`, fields));
  }

  private fieldsOf({ payout, request }: PayoutEntry): LogFields {
    const { id, account, status, version } = payout;
    const trace = request?.trace ?? (this.traced ? traceOfPayout(id) : null);
    return {
      payoutId: id,
      account,
      status,
      version,
      ...(request && { requestId: request.requestId }),
      ...(trace && { traceId: trace.traceId }),
    };
  }
}

/**
 * Returns the log line for an event that an operator must know, such as an opened review, in a list. The list is empty
 * for other events.
 */
function remarkOn({ type, data }: NewEvent, what: string): { level: Level; message: string }[] {
  switch (type) {
    case 'alarm':
      return [{ level: 'error', message: `ALARM ${data.alarm}: ${what}: ${data.message}` }];
    case 'review_opened':
      return [{ level: 'warn', message: `${what} waits for a person: ${data.reason}` }];
    case 'review_cleared':
      return [{ level: 'log', message: `${what} no longer waits for a person: ${data.reason}` }];
    case 'submission_unknown':
      return [{ level: 'warn', message: `${what}: outcome unknown: ${data.reason}` }];
    default:
      return [];
  }
}
