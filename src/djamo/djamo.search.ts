import { ListScan } from '../common/list-scan.js';
import type { DjamoClient } from './djamo.client.js';
import { type ScannedPage, transactionPages } from './djamo.pages.js';

const MAX_FOUND = 100;

type Transactions = ScannedPage['items'];

/**
 * Finds an account's transactions by reference. It tries the filter first. If Djamo ignores the filter, it reads the
 * whole list.
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
   * Returns all transactions with this reference. An empty result means that the search was complete.
   * @throws ProviderReadError if the list was not read to its end
   */
  async find(reference: string): Promise<Transactions> {
    return (await this.findByFilter(reference)) ?? (await this.scan.find(reference));
  }

  private async findByFilter(reference: string): Promise<Transactions | null> {
    const found: Record<string, unknown>[] = [];
    for await (const { items, filtered } of transactionPages(this.client, this.account, reference)) {
      if (!filtered) return null;
      // More than one transaction is already an error. The limit protects the memory if the list never ends.
      found.push(...items.slice(0, MAX_FOUND - found.length));
    }
    return found;
  }
}
