import type { Timeline } from './timeline.js';

/**
 * Kinds of ledger entries. Each says what happened to a transaction.
 * - `executed`: the provider accepted it. Each accepted transaction has exactly one such entry.
 * - `settled`: the money or the credit reached the recipient.
 * - `failed`: the recipient got nothing. No money moved.
 * - `spent`: the total amount of a credit that the recipient has spent so far.
 * - `returned`: the unspent part of a credit came back to the account.
 * - `changed`: another change of status. No money moved.
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
