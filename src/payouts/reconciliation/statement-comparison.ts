import { Injectable } from '@nestjs/common';
import { formatAmount } from '../../common/money.js';
import type { ConnectorAccount, StatementLine } from '../../common/payout-connector.js';
import { ConnectorRegistry } from '../connector-registry.js';
import { mayBeExecuted } from '../domain/attempts.js';
import { echoDifferences } from '../domain/echo.js';
import { agrees } from '../domain/observe.js';
import { isUuid } from '../http/resource-id.js';
import type { NewDiscrepancy } from '../storage/discrepancies.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { holdForUnexplained } from '../worker/holds.js';
import { WorkerContext } from '../worker/worker-context.js';

/** The provider's time of a line and ours of its POST differ: what is just outside the window still counts as seen. */
const MARGIN_MS = 3_600_000;

export interface Window {
  readonly since: number;
  readonly until: number;
}

/** Compares a provider's own list with our payouts. Changes no payout: what differs is read again by the worker. */
@Injectable()
export class StatementComparison {
  constructor(
    private readonly context: WorkerContext,
    private readonly registry: ConnectorRegistry,
  ) {}

  /** @throws ProviderReadError when the list could not be read to its end */
  async compare(account: ConnectorAccount, window: Window): Promise<NewDiscrepancy[]> {
    const connector = this.registry.find(account.name)?.connector;
    if (!connector?.statement) return [];
    const seen = new Set<string>();
    const found: NewDiscrepancy[] = [];
    const lines = connector.statement(account.name, window.since - MARGIN_MS, window.until + MARGIN_MS);
    for await (const line of eachOnce(lines)) {
      const payout = await this.payoutOf(line, account);
      if (payout) seen.add(payout.id);
      if (isWithin(line, window)) found.push(...(await this.judge(line, payout, account)));
    }
    return [...found, ...(await this.missing(account, window, seen))];
  }

  private async payoutOf({ observation }: StatementLine, account: ConnectorAccount): Promise<StoredPayout | null> {
    const { reference } = observation.echo;
    if (reference === null || !isUuid(reference)) return null;
    const payout = await this.context.unitOfWork.read(({ payouts }) => payouts.find(reference.toLowerCase()));
    return payout?.account === account.name ? payout : null;
  }

  private async judge(
    line: StatementLine,
    payout: StoredPayout | null,
    account: ConnectorAccount,
  ): Promise<NewDiscrepancy[]> {
    const { observation } = line;
    const at = this.context.clock.now();
    const { echo, providerId, providerStatus } = observation;
    const common = {
      runId: null,
      provider: account.provider,
      account: account.name,
      providerId,
      reference: echo.reference,
      at,
    };
    if (payout === null) return [{ ...common, kind: 'stranger', payoutId: null, expected: null, actual: echo.amount }];
    const about = { ...common, payoutId: payout.id };
    if (await this.wasNeverSent(payout)) {
      await this.context.unitOfWork.run((transaction) => holdForUnexplained(transaction, account.name, at));
      return [{ ...about, kind: 'status_differs', expected: payout.status, actual: providerStatus }];
    }
    const found: NewDiscrepancy[] = [];
    if (echoDifferences(payout, echo).includes('amount')) {
      found.push({
        ...about,
        kind: 'amount_differs',
        expected: formatAmount(payout.amount, payout.scale),
        actual: echo.amount,
      });
    }
    if (!agrees(payout.status, observation.fact)) {
      found.push({ ...about, kind: 'status_differs', expected: payout.status, actual: providerStatus });
      await this.context.unitOfWork.run(({ callbacks }) => callbacks.wake(payout.id, at));
    }
    return found;
  }

  private async wasNeverSent(payout: StoredPayout): Promise<boolean> {
    return !mayBeExecuted(await this.context.unitOfWork.read(({ attempts }) => attempts.of(payout.id)));
  }

  private async missing(
    account: ConnectorAccount,
    window: Window,
    seen: ReadonlySet<string>,
  ): Promise<NewDiscrepancy[]> {
    const paid = await this.context.unitOfWork.read(({ sweeps }) =>
      sweeps.paidIn(account.name, window.since, window.until),
    );
    const at = this.context.clock.now();
    return paid
      .filter(({ id }) => !seen.has(id))
      .map(({ id, provider, providerId, status }) => ({
        runId: null,
        kind: 'missing',
        provider,
        account: account.name,
        payoutId: id,
        providerId,
        reference: id,
        expected: status,
        actual: null,
        at,
      }));
  }
}

function isWithin({ createdAt }: StatementLine, { since, until }: Window): boolean {
  return createdAt === null || (createdAt >= since && createdAt < until);
}

/** A list that grows while it is read repeats lines. */
async function* eachOnce(lines: AsyncIterable<StatementLine>): AsyncGenerator<StatementLine> {
  const seen = new Set<string>();
  for await (const line of lines) {
    const { providerId } = line.observation;
    if (providerId !== null && seen.has(providerId)) continue;
    if (providerId !== null) seen.add(providerId);
    yield line;
  }
}
