import { ListScan } from '../common/list-scan.js';
import type { DjamoClient } from './djamo.client.js';
import { type TransactionPage, transactionPages } from './djamo.pages.js';

const MAX_FOUND = 100;

type Transactions = TransactionPage['items'];

/**
 * Finds transactions of one account by reference. Uses the filter, or reads the whole list if Djamo ignores the filter.
 */
export class DjamoSearch {
  private readonly scan: ListScan<Transactions[number]>;

  constructor(
    private readonly client: DjamoClient,
    private readonly account: string,
  ) {
    this.scan = new ListScan(() => transactionPages(client, account, null));
  }

  /**
   * Returns all transactions with this reference. The result is empty only after a complete search.
   * @throws ProviderReadError
   */
  async find(reference: string): Promise<Transactions> {
    return (await this.findByFilter(reference)) ?? (await this.scan.find(reference));
  }

  private async findByFilter(reference: string): Promise<Transactions | null> {
    const found: Record<string, unknown>[] = [];
    for await (const { items, filtered } of transactionPages(this.client, this.account, reference)) {
      if (!filtered) return null;
      // Two transactions are already an error, so more are not kept: the list may never end.
      found.push(...items.slice(0, MAX_FOUND - found.length));
    }
    return found;
  }
}
