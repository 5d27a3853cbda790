import { ListScan } from '../common/list-scan.js';
import type { DjamoClient } from './djamo.client.js';
import { type ScannedPage, transactionPages } from './djamo.pages.js';

const MAX_FOUND = 100;

type Transactions = ScannedPage['items'];

/**
 * Finds an account's transactions by reference. It first asks for the list with the undocumented filter `reference`. If
 * Djamo ignores or refuses the filter, it reads the whole list.
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
   * Returns the transactions with this reference, at most 100. An empty result means that the search was complete and
   * Djamo has none.
   * @throws ProviderReadError if the list was not read to its end
   */
  async find(reference: string): Promise<Transactions> {
    return (await this.findByFilter(reference)) ?? (await this.scan.find(reference));
  }

  /** Returns the transactions that Djamo finds with its filter. Returns null if Djamo did not apply the filter. */
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
