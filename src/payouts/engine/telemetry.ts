import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../common/request-context.js';
import type { JournalEntry } from '../storage/journal.js';

/** The kind of work that a group of a group commit stores. */
type GroupWork = 'accept' | 'record' | 'deliver';

/** One call of a provider. `result` is a word of a fixed list, such as the kind of an outcome. */
export interface ProviderCall {
  readonly provider: string;
  readonly account: string;
  readonly operation: string;
  readonly result: string;
  readonly seconds: number;
  /** Null for a call that is about no payout. */
  readonly payoutId: string | null;
}

/** One transaction of a group commit, after it. */
export interface GroupCommitted {
  readonly work: GroupWork;
  readonly size: number;
  readonly seconds: number;
  /** The requests that it answered, if any. */
  readonly requests: readonly RequestContext[];
}

export interface TelemetryEvents {
  /** Changes, after their COMMIT. */
  committed: [entries: readonly JournalEntry[]];
  grouped: [group: GroupCommitted];
  called: [call: ProviderCall];
  calledBack: [callback: { readonly provider: string; readonly result: 'stored' | 'stranger' | 'refused' | 'failed' }];
  /** Attempts to deliver webhooks, after they are stored. `given_up` beside `failed` if it was the last attempt. */
  delivered: [result: 'delivered' | 'failed' | 'given_up' | 'superseded', count: number];
}

/**
 * Tells whoever counts what the engine does. The engine knows none of them, and an error of theirs disturbs no payout.
 */
@Injectable()
export class Telemetry {
  private readonly emitter = new EventEmitter();

  on<Name extends keyof TelemetryEvents>(name: Name, listener: (...told: TelemetryEvents[Name]) => void): void {
    this.emitter.on(name, listener as (...told: unknown[]) => void);
  }

  tell<Name extends keyof TelemetryEvents>(name: Name, ...told: TelemetryEvents[Name]): void {
    try {
      this.emitter.emit(name, ...told);
    } catch {
      // A count that is missing is better than a payout that fails after its COMMIT.
    }
  }

  note(entries: readonly JournalEntry[]): void {
    this.tell('committed', entries);
  }
}
