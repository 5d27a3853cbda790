import type { Timeline } from './timeline.js';

/**
 * - `executed`: the provider took the transaction on; exactly one per accepted transaction
 * - `settled`: the money or the credit reached the recipient
 * - `failed`: it did not; nothing was moved
 * - `spent`: the recipient's total spending of a credit is now this amount
 * - `returned`: the unspent part of a credit came back to the Credit account
 * - `changed`: another status, no money moved
 */
export type LedgerKind = 'executed' | 'settled' | 'failed' | 'spent' | 'returned' | 'changed';

export interface LedgerFacts {
  id: string;
  reference: string | null;
  /** Decimal string, with the currency's decimals. */
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

/** What really happened at the provider, append-only: the judge of every test. */
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
