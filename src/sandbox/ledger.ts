import type { Timeline } from './timeline.js';

/**
 * The kind of a ledger entry.
 * - `executed`: the provider accepted the transaction; exactly one for each accepted transaction
 * - `settled`: the money or the credit reached the recipient
 * - `failed`: it did not; no money moved
 * - `spent`: the recipient has spent this amount of a credit in total
 * - `returned`: the unspent part of a credit came back to the Credit account
 * - `changed`: another status; no money moved
 */
export type LedgerKind = 'executed' | 'settled' | 'failed' | 'spent' | 'returned' | 'changed';

export interface LedgerFacts {
  id: string;
  reference: string | null;
  /** Decimal string with all decimals of the currency. */
  amount: string;
  currency: string;
  recipient: string;
  status: string;
}

export interface LedgerEntry extends LedgerFacts {
  seq: number;
  at: string;
  kind: LedgerKind;
}

/** Records everything that the simulated provider does with money. Tests compare it with what Cauri recorded. */
export class Ledger {
  private readonly appended: LedgerEntry[] = [];

  constructor(private readonly timeline: Timeline) {}

  get entries(): readonly LedgerEntry[] {
    return this.appended;
  }

  append(kind: LedgerKind, facts: LedgerFacts): void {
    this.appended.push({ seq: this.appended.length + 1, at: this.timeline.timestamp(), kind, ...facts });
  }
}
