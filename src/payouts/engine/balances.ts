import type { Clock } from '../../common/clock.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { floorAmount, formatAmount } from '../../common/money.js';
import { ProviderReadError } from '../../common/payout-connector.js';
import type { Balance } from '../../common/provider-reads.js';
import { withinLimit } from '../../common/time-limit.js';
import { policyOf } from '../domain/account-policy.js';
import type { OutboxEvent } from '../domain/outbox-event.js';
import type { KnownBalance } from '../storage/account-states.repository.js';
import type { UnitOfWork } from '../storage/unit-of-work.js';
import type { ConnectorRegistry } from './connector-registry.js';

/** Maximum age in milliseconds of a balance that a batch may still use. An older balance is read again first. */
const FRESH_MS = 5_000;
/** Maximum time in milliseconds that a request waits for balances. The reads go on after it. */
const WAIT_MS = 2_000;

interface BalancesContext {
  readonly unitOfWork: UnitOfWork;
  readonly registry: ConnectorRegistry;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Reads the balances of accounts from their providers and stores them. Skips accounts whose provider has no endpoint
 * for the balance.
 */
export class Balances {
  /** Reads in progress, by account name. Concurrent callers share one read. */
  private readonly underWay = new Map<string, Promise<KnownBalance | null>>();

  constructor(private readonly context: BalancesContext) {}

  /**
   * Reads the balances that are older than `age` milliseconds or were never read. If a provider gives no usable answer,
   * the stored balance stays and no error is thrown.
   * @throws if the database is unavailable
   */
  async refresh(age: number): Promise<void> {
    const states = await this.context.unitOfWork.read(({ accounts }) => accounts.all());
    const readAt = new Map(states.map(({ name, balance }) => [name, balance?.at ?? 0]));
    const now = this.context.clock.now();
    const due = this.context.registry.accounts.filter(({ name }) => now - (readAt.get(name) ?? 0) >= age);
    await Promise.all(due.map((account) => this.read(account)));
  }

  /**
   * Reads the balances before a batch is accepted, checked or approved. Returns after `WAIT_MS` at the latest, and
   * never throws.
   */
  async beforeBatch(): Promise<void> {
    await withinLimit(WAIT_MS, this.refresh(FRESH_MS), () => new Error('balances are late')).catch(() => undefined);
  }

  /**
   * Reads the balance of an account now and stores it, rounded down to minor units. Returns null if the provider has no
   * endpoint for it, or gives no usable answer, such as one in another currency.
   * @throws if the database is unavailable
   */
  read(account: ConnectorAccount): Promise<KnownBalance | null> {
    const { name } = account;
    const reading = this.underWay.get(name) ?? this.ask(account).finally(() => this.underWay.delete(name));
    this.underWay.set(name, reading);
    return reading;
  }

  private async ask(account: ConnectorAccount): Promise<KnownBalance | null> {
    const connector = this.context.registry.find(account.name)?.connector;
    const [currency] = account.currencies;
    if (!connector?.balance || currency === undefined) return null;
    try {
      const told = await connector.balance(account.name);
      const amount = told.currency === currency.code ? floorAmount(told.amount, currency.scale) : null;
      if (amount === null) return null;
      const balance = { amount, currency: currency.code, at: this.context.clock.now() };
      await this.note(account, balance, told);
      return balance;
    } catch (error) {
      if (error instanceof ProviderReadError) return null;
      throw error;
    }
  }

  /**
   * Stores a balance. Also adds an event for consumers to the outbox, once each time the balance falls below the
   * operator's `lowBalance`.
   */
  private async note(account: ConnectorAccount, balance: KnownBalance, told: Balance): Promise<void> {
    const { lowBalance } = policyOf(account);
    const isLow = lowBalance !== null && balance.amount < lowBalance;
    await this.context.unitOfWork.run(async ({ accounts, outbox }) => {
      const first = await accounts.noteBalance(account.name, balance, isLow);
      if (first && lowBalance !== null) outbox.add([lowBalanceEvent(account, balance, told)]);
    });
  }
}

function lowBalanceEvent(account: ConnectorAccount, { amount, at }: KnownBalance, { currency }: Balance): OutboxEvent {
  const scale = account.currencies[0]?.scale ?? 0;
  const asOf = new Date(at).toISOString();
  return {
    type: 'account.low_balance',
    at,
    data: {
      name: account.name,
      object: 'account',
      balance: { amount: formatAmount(amount, scale), currency, asOf },
      lowBalance: formatAmount(policyOf(account).lowBalance ?? 0, scale),
    },
  };
}
