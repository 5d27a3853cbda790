import { ListScan } from '../common/list-scan.js';
import type { DjamoClient } from './djamo.client.js';
import { type TransactionPage, transactionPages } from './djamo.pages.js';

const MAX_FOUND = 100;

type Transactions = TransactionPage['items'];

/** Looks for a reference in one account: by the filter, or in the whole list where the filter is not honoured. */
export class DjamoSearch {
  private readonly scan: ListScan<Transactions[number]>;

  constructor(
    private readonly client: DjamoClient,
    private readonly account: string,
  ) {
    this.scan = new ListScan(() => transactionPages(client, account, null));
  }

  /** All transactions with this reference; none only after a complete search. @throws ProviderReadError */
  async find(reference: string): Promise<Transactions> {
    return (await this.findByFilter(reference)) ?? (await this.scan.find(reference));
  }

  private async findByFilter(reference: string): Promise<Transactions | null> {
    const found: Record<string, unknown>[] = [];
    for await (const { items, filtered } of transactionPages(this.client, this.account, reference)) {
      if (!filtered) return null;
      // Two are one too many already: of a list that never ends no more is kept.
      found.push(...items.slice(0, MAX_FOUND - found.length));
    }
    return found;
  }
}
