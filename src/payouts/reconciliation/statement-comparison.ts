import { Injectable } from '@nestjs/common';
import type { ConnectorAccount, Observation, StatementLine } from '../../common/payout-connector.js';
import { ConnectorRegistry } from '../connector-registry.js';
import { mayBeExecuted } from '../domain/attempts.js';
import { agrees, observe } from '../domain/observe.js';
import { isUuid } from '../http/resource-id.js';
import type { NewDiscrepancy } from '../storage/discrepancies.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { holdForUnexplained } from '../worker/holds.js';
import { WorkerContext } from '../worker/worker-context.js';
import { differences, isContradiction } from './statement-differences.js';

/** The provider's time of a line and ours of its POST differ: what is just outside the window still counts as seen. */
const MARGIN_MS = 3_600_000;

export interface Window {
  readonly since: number;
  readonly until: number;
}

/**
 * Compares a provider's own list with our payouts. What differs is read again by the worker; only what cannot be right,
 * whatever a read says, changes its payout, by a review.
 */
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
    const ids = new Map<string, string | null>();
    const found: NewDiscrepancy[] = [];
    const lines = connector.statement(account.name, window.since - MARGIN_MS, window.until + MARGIN_MS);
    for await (const line of eachOnce(lines)) {
      const payout = await this.payoutOf(line, account);
      if (payout) seen.add(payout.id);
      if (isWithin(line, window)) found.push(...(await this.judge(marked(line, payout, ids), payout, account)));
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
    if (!agrees(payout.status, observation.fact)) {
      await this.context.unitOfWork.run(({ callbacks }) => callbacks.wake(payout.id, at));
    }
    if (isContradiction(payout, observation)) await this.contradict(payout, observation, at);
    return differences(payout, observation).map((difference) => ({ ...about, ...difference }));
  }

  /** Money that moved twice, or in a way that no document knows: a person looks at the payout, and nothing more is sent. */
  private contradict({ id, account }: StoredPayout, observation: Observation, at: number): Promise<void> {
    return this.context.unitOfWork.run(async (transaction) => {
      const payout = await transaction.payouts.require(id);
      const { events, alarms } = observe(payout, observation, { at, mayBeExecuted: true });
      await transaction.payouts.change(payout, { events, source: 'statement', at });
      if (alarms.length > 0) await holdForUnexplained(transaction, account, at);
    });
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

/** The line, said to be a duplicate where another one of the same payout, to which no transaction is bound, came before it. `ids`: the first of each. */
function marked(line: StatementLine, payout: StoredPayout | null, ids: Map<string, string | null>): StatementLine {
  if (payout === null) return line;
  const { providerId } = line.observation;
  const first = ids.get(payout.id);
  if (first === undefined) ids.set(payout.id, providerId);
  const second = first !== undefined && first !== providerId && providerId !== payout.providerId;
  return second ? { ...line, observation: { ...line.observation, duplicated: true } } : line;
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
