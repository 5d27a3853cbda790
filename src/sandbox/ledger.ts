import type { Timeline } from './timeline.js';

/**
 * Kinds of ledger entries. Each kind tells what happened to a transaction.
 * - `executed`: the provider accepted it. Each accepted transaction has exactly one such entry.
 * - `settled`: the money or the credit reached the recipient.
 * - `failed`: the recipient got nothing. No money moved.
 * - `spent`: the recipient has spent a part of a credit. The amount is the total spent so far.
 * - `returned`: the unspent part of a credit came back to the account.
 * - `changed`: another change of status. No money moved.
 */
export type LedgerKind = 'executed' | 'settled' | 'failed' | 'spent' | 'returned' | 'changed';

/** The transaction as it was when a ledger entry was written. `id` and `status` are those of the provider. */
export interface LedgerFacts {
  id: string;
  /** The client's own id of the transaction. Null if it has none. */
  reference: string | null;
  /**
   * Decimal string with all decimals of the currency, without fees. It is the total spent amount in an entry of the
   * kind `spent`, the unspent amount for the kind `returned`, and the whole amount of the transaction for all others.
   */
  amount: string;
  currency: string;
  recipient: string;
  status: string;
}

/** One entry of the ledger. An entry is never changed or deleted; only a reset of the sandbox empties the ledger. */
export interface LedgerEntry extends LedgerFacts {
  /** Number of the entry in this ledger, counted from 1 without gaps. */
  seq: number;
  /** Sandbox time of the entry in ISO 8601. It differs from real time after the clock was advanced. */
  at: string;
  kind: LedgerKind;
}

/**
 * Append-only record of everything that the simulated provider does with money. Tests compare it with what Cauri
 * recorded.
 */
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
