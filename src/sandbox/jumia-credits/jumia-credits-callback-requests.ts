import { settingsIn } from '../callback-settings.js';
import type { Settings, World } from '../provider.js';
import type { Credit } from './jumia-credits-credit.js';
import { type CreditAmount, increased } from './jumia-credits-money.js';
import { moneyView, statusView } from './jumia-credits-view.js';

/**
 * Statuses that cause a callback, from JumiaPay's document, CREDIT_STATUS_CHANGE: "Changes status to one of the
 * following". A change to another status is not announced.
 */
const ANNOUNCED = ['delivered', 'failed', 'cancelled', 'expired', 'cancellation_failed', 'expiration_failed'];

/**
 * Sends the callbacks of credits to their `callback_url`, and none for a credit without one. The bodies have the form
 * of the samples in JumiaPay's document, and are not signed.
 */
export class JumiaCreditsCallbackRequests {
  private events = 0;

  constructor(
    private readonly world: World<Settings>,
    private readonly walletId: string,
  ) {}

  /** Returns the sandbox's settings, with the callback faults that the scenario of the credit adds. */
  settingsFor({ scenario }: Credit): Settings {
    return settingsIn(this.world.settings, scenario.callbacks);
  }

  /** Sends the callback about the new status of a credit. Sends none for a status that is not in `ANNOUNCED`. */
  statusChanged(credit: Credit, oldStatus: string): void {
    if (!ANNOUNCED.includes(credit.status)) return;
    this.send(credit, {
      type: 'CREDIT_STATUS_CHANGE',
      datetime: this.datetime(),
      old_status: oldStatus,
      new_status: credit.status,
      status: null,
      credit: {
        ...this.namesView(credit),
        amount: moneyView(shownAmount(credit)),
        usage: moneyView(credit.usage),
        old_usage: null,
        new_usage: null,
        ...this.stateView(credit),
      },
    });
  }

  /**
   * Sends a callback about a new usage (spent amount). It copies two errors of JumiaPay's sample: `formatted_value` is
   * beside `amount` and not inside it, and both usages have the `formatted_value` of the new one.
   */
  usageChanged(credit: Credit, oldUsage: CreditAmount): void {
    const { formatted_value, ...amount } = moneyView(shownAmount(credit));
    const newUsage = moneyView(credit.usage);
    this.send(credit, {
      type: 'CREDIT_USAGE_UPDATE',
      datetime: this.datetime(),
      status: credit.status,
      old_status: null,
      new_status: null,
      credit: {
        ...this.namesView(credit),
        amount,
        formatted_value,
        usage: null,
        old_usage: { ...moneyView(oldUsage), formatted_value: newUsage.formatted_value },
        new_usage: newUsage,
        ...this.stateView(credit),
      },
    });
  }

  private namesView(credit: Credit) {
    return {
      uuid: credit.uuid,
      partner_credit_id: credit.partnerCreditId,
      name: credit.name,
      description: credit.description,
      source_wallet_account_id: this.walletId,
    };
  }

  private stateView(credit: Credit) {
    return {
      customer_email: credit.customerEmail,
      status: statusView(credit.status),
      expiration_date: credit.expirationDate,
      error_message: credit.errorMessage,
    };
  }

  /**
   * Returns the time with microseconds, as in JumiaPay's sample. The microseconds are a counter, so that no two times
   * are equal.
   */
  private datetime(): string {
    this.events += 1;
    return this.world.timeline.timestamp().replace('Z', `${String(this.events % 1000).padStart(3, '0')}Z`);
  }

  private send({ uuid, callbackUrl, scenario }: Credit, body: object): void {
    if (callbackUrl === null) return;
    const mode = scenario.callbacks;
    this.world.callbacks.send({ about: uuid, url: callbackUrl, text: JSON.stringify(body), ...(mode ? { mode } : {}) });
  }
}

/** Returns the amount that callbacks show. The scenario "mismatch" shows another amount. */
function shownAmount({ amount, scenario }: Credit): CreditAmount {
  return scenario.distorts === 'amount' ? increased(amount) : amount;
}
