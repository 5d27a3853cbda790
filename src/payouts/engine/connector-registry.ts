import type { ConnectorAccount } from '../../common/connector-account.js';
import type { PayoutConnector } from '../../common/payout-connector.js';

/** Finds an account by its name, with the connector of its provider. */
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

  /** Returns an account and its connector. Returns null if no account of this name is configured. */
  find(account: string): { account: ConnectorAccount; connector: PayoutConnector } | null {
    return this.byAccount.get(account) ?? null;
  }

  /**
   * Returns the account and connector of a payout. Returns null if the account is not configured, or now has another
   * scope (where the provider keeps our ids unique) than the payout.
   */
  of(payout: { account: string; scope: string }): { account: ConnectorAccount; connector: PayoutConnector } | null {
    const found = this.find(payout.account);
    return found?.account.scope === payout.scope ? found : null;
  }

  /**
   * Returns the scope of each account by account name. A scope is where the provider keeps our ids unique: its address
   * and the wallet or company.
   */
  scopes(): ReadonlyMap<string, string> {
    return new Map(this.accounts.map(({ name, scope }) => [name, scope]));
  }

  /**
   * Returns true if the account's provider has an endpoint for the balance. False for an account that is not
   * configured.
   */
  tellsBalance(account: string): boolean {
    return this.find(account)?.connector.balance !== undefined;
  }
}
