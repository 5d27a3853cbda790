import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../common/request-context.js';
import type { JournalEntry } from '../storage/journal.js';

/**
 * Work that a group commit (one transaction for many items) stores: `accept` for new payouts, `record` for decisions
 * about payouts, `deliver` for the results of webhook deliveries.
 */
type GroupWork = 'accept' | 'record' | 'deliver';

/**
 * One call of a provider, measured. `operation` is `submit`, `cancel`, `lookup`, `check_recipient` or `balance`.
 * `result` is a word of a fixed list: the kind of a POST's outcome, `found`, `absent`, `ok`, the kind of a failed read,
 * or `error`.
 */
export interface ProviderCall {
  readonly provider: string;
  readonly account: string;
  readonly operation: string;
  readonly result: string;
  readonly seconds: number;
  /** Id of the payout of the call. Null for a call about no payout, such as a read of the balance. */
  readonly payoutId: string | null;
}

/** One finished transaction of a group commit, measured. */
export interface GroupCommitted {
  readonly work: GroupWork;
  /** Number of items that the transaction stored. */
  readonly size: number;
  readonly seconds: number;
  /** HTTP requests whose work the transaction stored. Empty if there were none. */
  readonly requests: readonly RequestContext[];
  /** Ids of the payouts about which the transaction stored decisions (work `record`). Empty for other work. */
  readonly payouts: readonly string[];
}

/** Events for metrics and traces, with the arguments of their listeners. */
export interface TelemetryEvents {
  /** Changes that one transaction made, told after its COMMIT. A large transaction is told in several calls. */
  committed: [entries: readonly JournalEntry[]];
  /** A group commit has succeeded. A group commit that fails is not reported. */
  grouped: [group: GroupCommitted];
  /** A call of a provider has ended, also by an error. */
  called: [call: ProviderCall];
  /** A callback of a provider has been handled. `stranger`: it is genuine, but its payout is not one of ours. */
  calledBack: [callback: { readonly provider: string; readonly result: 'stored' | 'stranger' | 'refused' | 'failed' }];
  /**
   * Results of webhook deliveries, after they are stored. A last attempt that failed counts as `failed` and as
   * `given_up`. `superseded`: not sent, because the endpoint wants only the latest version of a payout.
   */
  delivered: [result: 'delivered' | 'failed' | 'given_up' | 'superseded', count: number];
}

/**
 * Tells listeners, such as metrics and traces, what the engine does. An error of a listener is ignored, so that it
 * cannot disturb a payout.
 */
@Injectable()
export class Telemetry {
  private readonly emitter = new EventEmitter();

  /**
   * Adds a listener for one kind of event. Listeners are called synchronously, in the order in which they were added.
   * If one throws, the listeners after it miss that event.
   */
  on<Name extends keyof TelemetryEvents>(name: Name, listener: (...told: TelemetryEvents[Name]) => void): void {
    this.emitter.on(name, listener as (...told: unknown[]) => void);
  }

  /** Calls the listeners of an event. It never throws. */
  tell<Name extends keyof TelemetryEvents>(name: Name, ...told: TelemetryEvents[Name]): void {
    try {
      this.emitter.emit(name, ...told);
    } catch {
      // A count that is missing is better than a payout that fails after its COMMIT.
    }
  }

  /**
   * Passes the changes of a transaction to the listeners of `committed`. Called after the COMMIT of the transaction.
   */
  note(entries: readonly JournalEntry[]): void {
    this.tell('committed', entries);
  }
}
