import { Injectable } from '@nestjs/common';
import { formatAmount } from '../../common/money.js';
import { Approvers } from '../approvals/approvers.js';
import { EngineContext } from '../engine/engine-context.js';
import type { Principal } from '../payouts.options.js';
import { BatchAcceptance, totalsAtFirst } from './batch-acceptance.js';
import type { BatchRequest } from './batch-input.js';
import { rowErrors } from './batch-refusals.js';
import { sumsOf } from './batch-view.js';
import type { BatchApprovalsDto, BatchFundsDto, BatchValidationDto } from './dto/batch.dto.js';

/** Checks a batch without storing it, for `validate=true`. */
@Injectable()
export class BatchValidation {
  constructor(
    private readonly context: EngineContext,
    private readonly acceptance: BatchAcceptance,
    private readonly approvers: Approvers,
  ) {}

  /**
   * Returns all errors and warnings that the batch would get, and the approvals and funds that it would need. First,
   * balances that are older than five seconds are read again, for at most two seconds. Stores no batch, and needs no
   * Idempotency-Key.
   * @throws PayoutError if the request cannot be read as a batch
   */
  async validate(request: BatchRequest, { consumer }: Pick<Principal, 'consumer'>): Promise<BatchValidationDto> {
    const { rows, warnings, options, encoding } = await this.acceptance.check(request, consumer);
    const orders = rows.flatMap(({ order }) => order ?? []);
    const total = rows.length;
    const invalid = total - orders.length;
    const sums = Object.entries(sumsOf(totalsAtFirst(orders)));
    return {
      object: 'batch_validation',
      valid: orders.length > 0 && (invalid === 0 || options.mode === 'accept_valid'),
      counts: { total, valid: orders.length, invalid },
      sums: Object.fromEntries(sums.map(([currency, { total: sum }]) => [currency, { total: sum ?? '0' }])),
      errors: rowErrors(rows),
      warnings,
      approvals: await this.approvals(orders.map(({ order }) => order.approvers)),
      funds: await this.funds(orders.map(({ order }) => order)),
      encoding,
    };
  }

  /** Returns how many rows need an approval, and the largest number of approvers that one of them needs. */
  private async approvals(needed: readonly number[]): Promise<BatchApprovalsDto> {
    const approvers = needed.reduce((most, one) => Math.max(most, one), 0);
    const rows = needed.filter((one) => one > 0).length;
    return { rows, approvers, remark: await this.approvers.remark(approvers) };
  }

  /**
   * Returns for each account: the sum of the new orders without fees (`needed`), its balance (null if unknown), the sum
   * of its payouts that are queued or under way (`committed`), and the amount by which the balance is less than both
   * sums together (`shortfall`, null if it is not less or unknown).
   */
  private async funds(orders: readonly { account: string; amount: number; scale: number }[]): Promise<BatchFundsDto[]> {
    const accounts = new Map<string, { needed: number; scale: number }>();
    for (const { account, amount, scale } of orders) {
      accounts.set(account, { needed: (accounts.get(account)?.needed ?? 0) + amount, scale });
    }
    await this.context.balances.beforeBatch();
    const { committed, states } = await this.context.unitOfWork.read(async (transaction) => ({
      committed: await transaction.payouts.committed([...accounts.keys()]),
      states: await transaction.accounts.all(),
    }));
    const balances = new Map(states.map(({ name, balance }) => [name, balance?.amount ?? null]));
    return [...accounts].map(([account, { needed, scale }]) => {
      const balance = balances.get(account) ?? null;
      const already = committed.get(account) ?? 0;
      const missing = balance === null ? 0 : needed + already - balance;
      return {
        account,
        needed: formatAmount(needed, scale),
        balance: balance === null ? null : formatAmount(balance, scale),
        committed: formatAmount(already, scale),
        shortfall: missing > 0 ? formatAmount(missing, scale) : null,
      };
    });
  }
}
