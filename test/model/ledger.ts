import type { AccountSafety } from '../../src/common/connector-account.js';
import type { Observation, ProviderFact, SubmitOutcome } from '../../src/common/payout-connector.js';
import { anEcho, anObservation } from '../support/factories.js';

/** One POST as the provider saw it. */
export interface Post {
  readonly payoutId: string;
  readonly at: number;
  /** What the sender learned, and when; null while the answer is on its way or lost. */
  told: { readonly outcome: SubmitOutcome; readonly at: number } | null;
}

/** An executed transfer. */
export interface Transfer {
  readonly payoutId: string;
  readonly providerId: string;
  fact: ProviderFact;
  /** What a read that lags behind still shows. */
  before: ProviderFact;
  /** It changed, and the provider has not called back since. */
  untold: boolean;
  /** The answer to the POST said that nothing was executed. */
  denied: boolean;
}

/** A complete search that found nothing, once the asker knows. */
export interface Absence {
  readonly payoutId: string;
  readonly askedAt: number;
}

/** What may follow; from failed to paid and back is what no provider documents, and what happens. */
const NEXT: Partial<Record<ProviderFact, readonly ProviderFact[]>> = {
  processing: ['paid', 'failed', 'returned'],
  paid: ['returned', 'failed'],
  failed: ['paid'],
  cancelling: ['returned', 'cancellation_failed'],
  cancellation_failed: ['returned'],
};

/** The truth about the money: what the provider executed, and what it has told us. */
export class Ledger {
  readonly posts: Post[] = [];
  readonly absences: Absence[] = [];
  private readonly transfers: Transfer[] = [];
  private readonly late: string[] = [];
  private readonly facts = new Map<string, ProviderFact[]>();

  constructor(private readonly dedupe: AccountSafety['dedupe']) {}

  postsOf(payoutId: string): readonly Post[] {
    return this.posts.filter((post) => post.payoutId === payoutId);
  }

  executions(payoutId: string): readonly Transfer[] {
    return this.transfers.filter((transfer) => transfer.payoutId === payoutId);
  }

  /** The first search that began since then and found nothing. */
  searchedSince(payoutId: string, since: number): number | null {
    const search = this.absences.find((one) => one.payoutId === payoutId && one.askedAt >= since);
    return search?.askedAt ?? null;
  }

  /** Everything the provider has told about a payout, in order. */
  toldAbout(payoutId: string): readonly ProviderFact[] {
    return this.facts.get(payoutId) ?? [];
  }

  /** Whether a request for the payout is accepted and still to be executed. */
  isUnderWay(payoutId: string): boolean {
    return this.late.includes(payoutId);
  }

  /** Where the id is unique a second execution does not happen. */
  execute(payoutId: string): Transfer {
    const [known] = this.executions(payoutId);
    if (known && this.dedupe === 'by-reference') return known;
    const providerId = `txn_${this.transfers.length + 1}`;
    const transfer: Transfer = {
      payoutId,
      providerId,
      fact: 'processing',
      before: 'processing',
      untold: false,
      denied: false,
    };
    this.transfers.push(transfer);
    return transfer;
  }

  executeLater(payoutId: string): void {
    this.late.push(payoutId);
  }

  executeWhatIsLate(): void {
    for (const payoutId of this.late.splice(0)) this.execute(payoutId);
  }

  /** The provider goes on with a transfer, if it can go there. */
  move(payoutId: string, fact: ProviderFact): void {
    const [transfer] = this.executions(payoutId);
    if (!transfer || !NEXT[transfer.fact]?.includes(fact)) return;
    transfer.before = transfer.fact;
    transfer.fact = fact;
    transfer.untold = true;
  }

  calledBack(payoutId: string): void {
    for (const transfer of this.executions(payoutId)) transfer.untold = false;
  }

  /** Begins to take a paid transfer back. False when it cannot be. */
  cancel(payoutId: string): boolean {
    const [transfer] = this.executions(payoutId);
    if (transfer?.fact !== 'paid') return false;
    transfer.before = 'paid';
    transfer.untold = true;
    transfer.fact = 'cancelling';
    return true;
  }

  observation(transfer: Transfer, fact: ProviderFact = transfer.fact): Observation {
    const { payoutId, providerId } = transfer;
    return anObservation({
      fact,
      providerStatus: fact,
      providerId,
      echo: anEcho({ reference: payoutId, amount: '100.50', currency: 'XOF' }),
      usedAmount: fact === 'returned' ? '40' : null,
      returnReason: fact === 'returned' ? 'canceled' : null,
      duplicated: this.executions(payoutId).length > 1,
    });
  }

  note(payoutId: string, { fact }: Observation): void {
    this.facts.set(payoutId, [...this.toldAbout(payoutId), fact]);
  }
}
