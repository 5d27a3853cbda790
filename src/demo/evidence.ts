import type { LedgerEntry } from '../sandbox/ledger.js';
import type { RequestEntry } from '../sandbox/session.js';
import { PROVIDERS, type ProviderName } from './drafts.js';
import type { SandboxClient } from './sandbox-client.js';

/** For each provider, the client of its sandbox's control API. */
export type Sandboxes = Readonly<Record<ProviderName, SandboxClient>>;

/** Ledgers and received POSTs of the sandboxes at one time. They show what the providers really did. */
export class Evidence {
  constructor(
    readonly ledgers: Readonly<Record<ProviderName, readonly LedgerEntry[]>>,
    private readonly requests: readonly RequestEntry[],
  ) {}

  /** Reads the ledgers and the received POSTs of both sandboxes. The POSTs are read first. */
  static async gather(sandboxes: Sandboxes): Promise<Evidence> {
    const requests = await Promise.all(PROVIDERS.map((provider) => sandboxes[provider].requests()));
    const [djamo, jumiaCredits] = await Promise.all([sandboxes.djamo.ledger(), sandboxes['jumia-credits'].ledger()]);
    return new Evidence({ djamo, 'jumia-credits': jumiaCredits }, requests.flat());
  }

  /** Returns the number of POSTs that a provider received for a payout, executed or not. */
  posts(payoutId: string): number {
    return this.requests.filter(({ reference }) => reference === payoutId).length;
  }

  /**
   * Returns the amounts that came back of a payout, one decimal string for each ledger entry. Empty if nothing came
   * back.
   */
  returned(payoutId: string): string[] {
    const entries = PROVIDERS.flatMap((provider) => this.ledgers[provider]);
    return entries
      .filter(({ kind, reference }) => kind === 'returned' && reference === payoutId)
      .map(({ amount }) => amount);
  }

  /** Returns how many times a provider executed a payout. More than once is an error. */
  executions(payoutId: string): number {
    const executed = ({ kind, reference }: LedgerEntry) => kind === 'executed' && reference === payoutId;
    return PROVIDERS.reduce((count, provider) => count + this.ledgers[provider].filter(executed).length, 0);
  }
}
