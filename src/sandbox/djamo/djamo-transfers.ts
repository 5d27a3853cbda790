import { randomUUID } from 'node:crypto';
import type { LedgerKind } from '../ledger.js';
import type { World } from '../provider.js';
import type { Scenario } from '../scenario.js';
import type { DjamoSettings } from './djamo-settings.js';
import type { Transfer, TransferOrder } from './djamo-transfer.js';

/** Receives every new or changed transfer, and sends the callbacks about it. */
interface Listener {
  /** Returns the sandbox's settings, with the callback faults that the scenario of the transfer adds. */
  settingsFor(transfer: Transfer): DjamoSettings;
  changed(transfer: Transfer): void;
}

export const CURRENCY = 'XOF';

const LEDGER_KINDS: Record<string, LedgerKind> = { completed: 'settled', failed: 'failed' };

/** Stores the transfers and the balance of the business account. It records every change in the ledger. */
export class DjamoTransfers {
  /** All transfers, oldest first. */
  readonly all: Transfer[] = [];
  private readonly byId = new Map<string, Transfer>();
  private readonly byReference = new Map<string, Transfer[]>();
  /** Amounts and fees of all transfers that have not failed, in whole XOF. */
  private spent = 0;

  constructor(
    private readonly world: World<DjamoSettings>,
    private readonly listener: Listener,
  ) {}

  /** Current balance of the business account in whole XOF: the setting `balance` minus `spent`. It may be negative. */
  get balance(): number {
    return this.world.settings.balance - this.spent;
  }

  withId(id: string): Transfer | undefined {
    return this.byId.get(id);
  }

  /**
   * Returns all transfers with this reference, oldest first, or an empty list. There can be several if references need
   * not be unique, or if the control API created one.
   */
  withReference(reference: string): readonly Transfer[] {
    return this.byReference.get(reference) ?? [];
  }

  /**
   * Executes an order: stores the transfer, reserves its amount and fee, informs the listener, and plans its final
   * status. The caller has checked the order. `batchId` is null for a single transaction.
   */
  accept(order: TransferOrder, scenario: Scenario, batchId: string | null = null): Transfer {
    const now = this.world.timeline.timestamp();
    const fee = Math.ceil((order.amount * this.world.settings.feeBasisPoints) / 10_000);
    const failureReason = scenario.failure ?? (order.amount + fee > this.balance ? 'SIM_INSUFFICIENT_FUNDS' : null);
    const transfer: Transfer = {
      ...order,
      id: `txn_${randomUUID()}`,
      batchId,
      fee,
      status: 'pending',
      failureReason: null,
      createdAt: now,
      updatedAt: now,
      scenario,
    };
    this.all.push(transfer);
    this.byId.set(transfer.id, transfer);
    this.byReference.set(order.reference, [...this.withReference(order.reference), transfer]);
    this.spent += order.amount + fee;
    this.record('executed', transfer);
    this.listener.changed(transfer);
    this.settle(transfer, failureReason);
    return transfer;
  }

  /**
   * Changes the status of a transfer and informs the listener. Any status is accepted, whatever the status was before.
   * Does nothing if the status is already this one.
   */
  change(transfer: Transfer, status: string, failureReason: string | null): void {
    if (this.move(transfer, status, failureReason)) this.listener.changed(transfer);
  }

  /**
   * Plans the final status of a transfer: `failed` if there is a reason, otherwise `completed`. It is set after
   * `settleAfterMs`, or at once with the fault `callbackBeforeReply`, if the transfer is still `pending` then.
   */
  private settle(transfer: Transfer, failureReason: string | null): void {
    const { timeline, settings } = this.world;
    const { callbackBeforeReply, callbackBeforeState } = this.listener.settingsFor(transfer);
    const status = failureReason ? 'failed' : 'completed';
    const dueAt = timeline.now() + (callbackBeforeReply ? 0 : settings.settleAfterMs);
    if (callbackBeforeState) this.listener.changed({ ...transfer, status, failureReason });
    timeline.schedule(dueAt, () => {
      if (transfer.status !== 'pending') return;
      if (callbackBeforeState) this.move(transfer, status, failureReason);
      else this.change(transfer, status, failureReason);
    });
  }

  /**
   * Changes the status of a transfer, adjusts the balance and writes a ledger entry. The status `failed` gives the
   * amount and the fee back. Returns false, and changes nothing, if the transfer already has this status.
   */
  private move(transfer: Transfer, status: string, failureReason: string | null): boolean {
    if (transfer.status === status) return false;
    const total = transfer.amount + transfer.fee;
    if (status === 'failed') this.spent -= total;
    if (transfer.status === 'failed') this.spent += total;
    Object.assign(transfer, { status, failureReason, updatedAt: this.world.timeline.timestamp() });
    this.record(LEDGER_KINDS[status] ?? 'changed', transfer);
    return true;
  }

  private record(kind: LedgerKind, { id, reference, amount, msisdn, status }: Transfer): void {
    const facts = { id, reference, amount: String(amount), currency: CURRENCY, recipient: msisdn, status };
    this.world.ledger.append(kind, facts);
  }
}
