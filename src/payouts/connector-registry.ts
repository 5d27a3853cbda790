import type { ConnectorAccount, PayoutConnector } from '../common/payout-connector.js';

/** Every configured account and the connector behind it. */
export class ConnectorRegistry {
  readonly accounts: readonly ConnectorAccount[];
  private readonly byAccount = new Map<string, { account: ConnectorAccount; connector: PayoutConnector }>();

  /** @throws when two accounts bear one name: payouts and holds are stored under it */
  constructor(connectors: readonly PayoutConnector[]) {
    for (const connector of connectors) {
      for (const account of connector.accounts) {
        if (this.byAccount.has(account.name)) throw new Error(`two accounts are named ${account.name}`);
        this.byAccount.set(account.name, { account, connector });
      }
    }
    this.accounts = [...this.byAccount.values()].map(({ account }) => account);
  }

  /** Null when the account is not configured (any more). */
  find(account: string): { account: ConnectorAccount; connector: PayoutConnector } | null {
    return this.byAccount.get(account) ?? null;
  }

  /** The account and connector of a payout, null when it was accepted for another scope than is configured. */
  of(payout: { account: string; scope: string }): { account: ConnectorAccount; connector: PayoutConnector } | null {
    const found = this.find(payout.account);
    return found?.account.scope === payout.scope ? found : null;
  }

  scopes(): ReadonlyMap<string, string> {
    return new Map(this.accounts.map(({ name, scope }) => [name, scope]));
  }
}
