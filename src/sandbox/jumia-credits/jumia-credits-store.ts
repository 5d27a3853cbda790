import { randomUUID } from 'node:crypto';
import type { LedgerKind } from '../ledger.js';
import type { Settings, World } from '../provider.js';
import type { Scenario } from '../scenario.js';
import type { JumiaCreditsCallbackRequests } from './jumia-credits-callback-requests.js';
import type { Credit } from './jumia-credits-credit.js';
import { type CreditAmount, formatMoney } from './jumia-credits-money.js';
import type { CreditOrder } from './jumia-credits-orders.js';

/** Settings of the JumiaPay sandbox, in addition to the settings that the sandboxes of both providers have. */
export interface JumiaCreditsSettings extends Settings {
  /**
   * Currency of the first Credit account, as an ISO 4217 code. Amounts are "in the country currency" (JumiaPay
   * document, "Create a single credit").
   */
  currency: string;
  /** If true, every cancellation first fails with `cancellation_failed`, and succeeds after `recoverAfterMs`. */
  cancelFails: boolean;
  /**
   * If true, every expiration first fails with `expiration_failed`, and succeeds after `recoverAfterMs`. A new value
   * applies only to credits that are delivered after it was set.
   */
  expiryFails: boolean;
  /**
   * Time from `cancellation_failed` to `cancelled`, and from `expiration_failed` to `expired`, in milliseconds of
   * sandbox time. 0 means that the failure is final. JumiaPay's document mentions "its corresponding success state".
   */
  recoverAfterMs: number;
}

/**
 * A planned change of a credit's status from `from` to `to`. If the credit no longer has the status `from` at that
 * time, nothing is changed.
 */
interface Step {
  from: string;
  to: string;
  /** Time of the change in epoch milliseconds of sandbox time. */
  dueAt: number;
  /**
   * True if the callback about the new status was already sent when the change was planned, so that it is not sent
   * again.
   */
  announced?: boolean;
}

const LEDGER_KINDS: Record<string, LedgerKind> = {
  delivered: 'settled',
  failed: 'failed',
  cancelled: 'returned',
  expired: 'returned',
};

/**
 * Status that a credit finally gets after its cancellation or its expiration has failed at first, by the status of that
 * failure.
 */
const RECOVERIES: Record<string, string> = { cancellation_failed: 'cancelled', expiration_failed: 'expired' };

/** Stores the credits of one Credit account. It records every change in the ledger and sends the callbacks about it. */
export class CreditStore {
  readonly all: Credit[] = [];
  private readonly byUuid = new Map<string, Credit>();
  private readonly byPartnerId = new Map<string, Credit>();

  constructor(
    private readonly world: World<JumiaCreditsSettings>,
    private readonly notices: JumiaCreditsCallbackRequests,
  ) {}

  withUuid(uuid: string): Credit | undefined {
    return this.byUuid.get(uuid);
  }

  withPartnerId(partnerId: string): Credit | undefined {
    return this.byPartnerId.get(partnerId);
  }

  /**
   * Creates a credit with the status `processing_delivery`, and plans its delivery or failure. The caller has checked
   * the order.
   */
  accept(order: CreditOrder, scenario: Scenario): Credit {
    const credit: Credit = {
      ...order,
      uuid: randomUUID(),
      usage: { units: 0n, currency: order.amount.currency },
      status: 'processing_delivery',
      errorMessage: null,
      cancelRequested: false,
      scenario,
    };
    this.all.push(credit);
    this.byUuid.set(credit.uuid, credit);
    if (credit.partnerCreditId !== null) this.byPartnerId.set(credit.partnerCreditId, credit);
    this.record('executed', credit);
    this.settle(credit, scenario.failure === undefined ? 'delivered' : 'failed');
    return credit;
  }

  /**
   * Starts the cancellation of a credit and plans how it ends. The caller has checked that the credit is delivered. It
   * first fails if the scenario of this request, the scenario of the credit's creation or the setting `cancelFails`
   * says so.
   */
  cancel(credit: Credit, { failsAtFirst }: Scenario): void {
    const fails = [failsAtFirst, credit.scenario.failsAtFirst].includes('cancellation');
    credit.cancelRequested = true;
    this.change(credit, 'processing_cancellation');
    this.settle(credit, fails || this.world.settings.cancelFails ? 'cancellation_failed' : 'cancelled');
  }

  /**
   * Changes the status of a credit. Does nothing if the credit already has the status. Sends the callback about the
   * change, unless `announced` is true, which means that it was already sent. Nothing else changes the status of a
   * stored credit.
   */
  change(credit: Credit, status: string, announced = false): void {
    const before = credit.status;
    if (before === status) return;
    Object.assign(credit, outcome(credit, status));
    this.record(LEDGER_KINDS[status] ?? 'changed', credit);
    if (!announced) this.notices.statusChanged(credit, before);
    if (status === 'delivered') this.expireInTime(credit);
  }

  /**
   * Sets the total amount that the customer has spent. It may also decrease. The callback is sent only if the amount
   * differs.
   */
  spend(credit: Credit, usage: CreditAmount): void {
    const before = credit.usage;
    credit.usage = usage;
    this.record('spent', credit);
    if (usage.units !== before.units) this.notices.usageChanged(credit, before);
  }

  /**
   * Plans that the credit gets the final status `to`: after `settleAfterMs`, or at once with the fault
   * `callbackBeforeReply`. With the fault `callbackBeforeState`, the callback about that status is sent now.
   */
  private settle(credit: Credit, to: string): void {
    const { timeline, settings } = this.world;
    const { callbackBeforeReply, callbackBeforeState } = this.notices.settingsFor(credit);
    const from = credit.status;
    if (callbackBeforeState) this.notices.statusChanged({ ...credit, ...outcome(credit, to) }, from);
    const dueAt = timeline.now() + (callbackBeforeReply ? 0 : settings.settleAfterMs);
    this.plan(credit, { from, to, dueAt, announced: callbackBeforeState });
  }

  /**
   * Plans the expiration of a credit that is delivered. JumiaPay's document says of `expiration_date`: "After this time
   * … the unused amount is returned". Does nothing without such a date.
   */
  private expireInTime(credit: Credit): void {
    if (credit.expirationDate === null) return;
    const fails = credit.scenario.failsAtFirst === 'expiration' || this.world.settings.expiryFails;
    const dueAt = Date.parse(credit.expirationDate);
    this.plan(credit, { from: 'delivered', to: fails ? 'expiration_failed' : 'expired', dueAt });
  }

  /**
   * Plans a change of a credit's status. If the new status is `cancellation_failed` or `expiration_failed`, that change
   * plans the later success, unless `recoverAfterMs` is 0.
   */
  private plan(credit: Credit, { from, to, dueAt, announced }: Step): void {
    const { timeline, settings } = this.world;
    timeline.schedule(dueAt, () => {
      if (credit.status !== from) return;
      this.change(credit, to, announced);
      const success = RECOVERIES[to];
      if (success === undefined || settings.recoverAfterMs === 0) return;
      this.plan(credit, { from: to, to: success, dueAt: timeline.now() + settings.recoverAfterMs });
    });
  }

  private record(kind: LedgerKind, credit: Credit): void {
    this.world.ledger.append(kind, {
      id: credit.uuid,
      reference: credit.partnerCreditId,
      amount: formatMoney(moved(kind, credit)),
      currency: credit.amount.currency,
      recipient: credit.customerEmail,
      status: credit.status,
    });
  }
}

/**
 * Returns the fields of a credit that change with its status. The reason of a failure is the one that the scenario
 * names, otherwise `SIM_PUSHED`.
 */
function outcome({ scenario }: Credit, status: string): Pick<Credit, 'status' | 'errorMessage'> {
  return { status, errorMessage: status === 'failed' ? (scenario.failure ?? 'SIM_PUSHED') : null };
}

/**
 * Returns the amount for a ledger entry of this kind: the spent amount for `spent`, the unspent rest for `returned`,
 * otherwise the whole amount.
 */
function moved(kind: LedgerKind, { amount, usage }: Credit): CreditAmount {
  if (kind === 'spent') return usage;
  if (kind === 'returned') return { ...amount, units: amount.units - usage.units };
  return amount;
}
