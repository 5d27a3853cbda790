import { Injectable } from '@nestjs/common';
import type { ConnectorAccount } from '../../common/connector-account.js';
import type { Observation, StatementLine } from '../../common/payout-connector.js';
import { holdUnexplained } from '../domain/account-hold.js';
import { observe } from '../domain/apply-observation.js';
import { type Attempt, mayBeExecuted } from '../domain/attempts.js';
import { applyEvents } from '../domain/fold.js';
import { agrees } from '../domain/provider-facts.js';
import { afterRead } from '../domain/read-schedule.js';
import { ConnectorRegistry } from '../engine/connector-registry.js';
import { EngineContext } from '../engine/engine-context.js';
import { isUuid } from '../http/resource-id.js';
import type { NewDiscrepancy } from '../storage/discrepancies.repository.js';
import type { StoredPayout } from '../storage/payout-rows.js';
import { differences, isContradiction } from './statement-differences.js';
import { portions } from './statement-lines.js';

/**
 * Maximum difference in milliseconds between the provider's time of a transaction and our time of its POST. The list is
 * also read for this time before and after the period. A payout whose transaction is just outside of the period
 * therefore still counts as found.
 */
const MARGIN_MS = 3_600_000;

const PAGE = 500;

/**
 * Result for one part of the provider's list. `movements` counts the lines that are no payouts, such as received money.
 */
export interface Compared {
  readonly found: readonly NewDiscrepancy[];
  readonly movements: number;
}

/** A line of the provider's list, read as a report about a payout, and the account to which the list belongs. */
interface Told {
  readonly observation: Observation;
  readonly account: ConnectorAccount;
}

interface Scope {
  readonly account: ConnectorAccount;
  readonly window: Window;
  /** Ids of the payouts found in the list so far, each with the provider's id in its first line. */
  readonly seen: Map<string, string | null>;
}

/** Our records for one part of the list: payouts by id, and their attempts by payout id. */
interface Books {
  readonly payouts: ReadonlyMap<string, StoredPayout>;
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
}

/** Period in epoch milliseconds, from `since` (inclusive) to `until` (exclusive). */
export interface Window {
  readonly since: number;
  readonly until: number;
}

/**
 * Compares a provider's statement (its own list of transactions) with our payouts. If the status of a payout differs,
 * the worker reads the payout again. If no read can explain the difference, the payout goes to review (waits for a
 * person).
 */
@Injectable()
export class StatementComparison {
  constructor(
    private readonly context: EngineContext,
    private readonly registry: ConnectorRegistry,
  ) {}

  /**
   * Compares the statement of an account with its payouts and yields a result for each part, so the whole list is never
   * in memory. Yields nothing if the provider has no statement.
   * @throws ProviderReadError if the list could not be read to its end
   */
  async *compare(account: ConnectorAccount, window: Window): AsyncGenerator<Compared> {
    const connector = this.registry.find(account.name)?.connector;
    if (!connector?.statement) return;
    const scope: Scope = { account, window, seen: new Map() };
    const lines = connector.statement(account.name, window.since - MARGIN_MS, window.until + MARGIN_MS);
    for await (const portion of portions(lines)) yield await this.comparePortion(portion, scope);
    yield* this.missing(scope);
  }

  private async comparePortion(portion: readonly StatementLine[], scope: Scope): Promise<Compared> {
    const { account, window, seen } = scope;
    const books = await this.booksOf(portion, account);
    const found: NewDiscrepancy[] = [];
    let movements = 0;
    for (const read of portion) {
      const payout = books.payouts.get(idOf(read) ?? '') ?? null;
      const line = marked(read, payout, seen);
      // A second transaction of a payout is reported even if it is outside the period.
      if (!isWithin(line, window) && !line.observation.duplicated) continue;
      if (payout === null && line.movement) movements += 1;
      else found.push(...(await this.judge(line, { payout, account, ...books })));
    }
    return { found, movements };
  }

  /** Reads our payouts to which the lines refer, and the attempts (POSTs) that were made for them. */
  private booksOf(portion: readonly StatementLine[], account: ConnectorAccount): Promise<Books> {
    const ids = portion.map(idOf).filter((id) => id !== null);
    return this.context.unitOfWork.read(async ({ payouts, attempts }) => {
      const known = [...(await payouts.findAll(ids)).values()].filter((payout) => payout.account === account.name);
      return {
        payouts: new Map(known.map((payout) => [payout.id, payout])),
        attempts: await attempts.ofAll(known.map(({ id }) => id)),
      };
    });
  }

  /**
   * Returns the discrepancies of one line. If the line is about a payout that we cannot have sent, also holds the
   * account (no payouts are sent from it until a person resumes it).
   */
  private async judge(
    { observation }: StatementLine,
    { payout, account, attempts }: Pick<Books, 'attempts'> & { payout: StoredPayout | null; account: ConnectorAccount },
  ): Promise<NewDiscrepancy[]> {
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
    if (payout.providerId === null && !mayBeExecuted(attempts.get(payout.id) ?? [])) {
      await this.unexplained(payout, { observation, account }, at);
      return [{ ...about, kind: 'status_differs', expected: payout.status, actual: providerStatus }];
    }
    if (!agrees(payout.status, observation.fact)) {
      await this.context.unitOfWork.run(({ callbacks }) => callbacks.wake(payout.id, at));
    }
    if (isContradiction(payout, observation)) await this.contradict(payout, observation, at);
    return differences(payout, observation).map((difference) => ({ ...about, ...difference }));
  }

  /**
   * Handles a line about a payout that we cannot have sent: changes the payout as for any other report of the provider,
   * and holds the account. If the payout stayed queued, it would be executed a second time when a person resumes the
   * account.
   */
  private unexplained({ id }: StoredPayout, { observation, account }: Told, at: number): Promise<void> {
    return this.context.unitOfWork.run(async (transaction) => {
      const payout = await transaction.payouts.require(id);
      // If it was sent meanwhile, its own reads tell what became of it.
      if (!mayBeExecuted(await transaction.attempts.of(id))) {
        const { events } = observe(payout, observation, { at, mayBeExecuted: false });
        const after = applyEvents(payout, events);
        const { timings } = this.context;
        const reading = { schedule: payout.schedule, safety: account.safety, timings, at, lastAttemptAt: null };
        const schedule = afterRead(after, { ...reading, changed: after.status !== payout.status });
        await transaction.payouts.change(payout, { events, source: 'statement', at, schedule });
      }
      await transaction.accounts.change(account.name, (state) => holdUnexplained(state, at));
    });
  }

  /**
   * Opens a review (a person must decide) of a payout if the line is a second transaction of it, or has a status word
   * that the provider does not document. If this raises an alarm, also holds the account (no payouts are sent from it).
   */
  private contradict({ id, account }: StoredPayout, observation: Observation, at: number): Promise<void> {
    return this.context.unitOfWork.run(async (transaction) => {
      const payout = await transaction.payouts.require(id);
      const { events, alarms } = observe(payout, observation, { at, mayBeExecuted: true });
      await transaction.payouts.change(payout, { events, source: 'statement', at });
      if (alarms.length > 0) await transaction.accounts.change(account, (state) => holdUnexplained(state, at));
    });
  }

  /** Yields the payouts that are paid or returned, were first sent in the period, and are not in the list. */
  private async *missing({ account, window, seen }: Scope): AsyncGenerator<Compared> {
    const at = this.context.clock.now();
    for (let after = ''; ; ) {
      const page = { after, limit: PAGE };
      const paid = await this.context.unitOfWork.read(({ sweeps }) => sweeps.paidIn(account.name, window, page));
      const unseen = paid.filter(({ id }) => !seen.has(id));
      yield { found: unseen.map((payout) => missingOf(payout, at)), movements: 0 };
      const last = paid.at(-1);
      if (last === undefined || paid.length < PAGE) return;
      after = last.id;
    }
  }
}

function missingOf({ id, provider, account, providerId, status }: StoredPayout, at: number): NewDiscrepancy {
  const books = { expected: status, actual: null };
  return { runId: null, kind: 'missing', provider, account, payoutId: id, providerId, reference: id, ...books, at };
}

/** Returns the id of our payout to which a line refers. Returns null if its reference is not an id of ours. */
function idOf({ observation }: StatementLine): string | null {
  const { reference } = observation.echo;
  return reference !== null && isUuid(reference) ? reference.toLowerCase() : null;
}

/**
 * Returns the line. Marks it as `duplicated` if it is a second transaction of its payout: its provider id is neither
 * that of the first line of the payout nor the one stored with the payout.
 */
function marked(line: StatementLine, payout: StoredPayout | null, seen: Map<string, string | null>): StatementLine {
  if (payout === null) return line;
  const { providerId } = line.observation;
  const first = seen.get(payout.id);
  if (first === undefined) seen.set(payout.id, providerId);
  const second = first !== undefined && first !== providerId && providerId !== payout.providerId;
  return second ? { ...line, observation: { ...line.observation, duplicated: true } } : line;
}

/** Returns true if the line is in the period, or has no readable time. */
function isWithin({ createdAt }: StatementLine, { since, until }: Window): boolean {
  return createdAt === null || (createdAt >= since && createdAt < until);
}
