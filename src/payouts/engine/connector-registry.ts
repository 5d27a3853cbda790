import type { ConnectorAccount } from '../../common/connector-account.js';
import type { PayoutConnector } from '../../common/payout-connector.js';

/** Finds the configured accounts and their connectors. */
export class ConnectorRegistry {
  readonly accounts: readonly ConnectorAccount[];
  private readonly byAccount = new Map<string, { account: ConnectorAccount; connector: PayoutConnector }>();

  /**
   * Collects the accounts of all connectors.
   * @throws if two accounts have the same name, because payouts and holds are stored by account name
   */
  constructor(connectors: readonly PayoutConnector[]) {
    for (const connector of connectors) {
      for (const account of connector.accounts) {
        if (this.byAccount.has(account.name)) throw new Error(`two accounts are named ${account.name}`);
        this.byAccount.set(account.name, { account, connector });
      }
    }
    this.accounts = [...this.byAccount.values()].map(({ account }) => account);
  }

  /** Returns an account and its connector. Returns null if it is not configured. */
  find(account: string): { account: ConnectorAccount; connector: PayoutConnector } | null {
    return this.byAccount.get(account) ?? null;
  }

  /**
   * Returns the account and connector of a payout. Returns null if the account is not configured, or has another scope
   * than the payout.
   */
  of(payout: { account: string; scope: string }): { account: ConnectorAccount; connector: PayoutConnector } | null {
    const found = this.find(payout.account);
    return found?.account.scope === payout.scope ? found : null;
  }

  scopes(): ReadonlyMap<string, string> {
    return new Map(this.accounts.map(({ name, scope }) => [name, scope]));
  }

  /** Returns true if the provider of the account tells a balance. */
  tellsBalance(account: string): boolean {
    return this.find(account)?.connector.balance !== undefined;
  }
}
