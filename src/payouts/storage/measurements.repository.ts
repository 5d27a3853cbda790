import type { EntityManager } from 'typeorm';
import type { PayoutStatus } from '../domain/payout.js';

/** Statuses that are not final. The number of payouts in them is the depth of the queue. */
const WAITING_STATUSES: readonly PayoutStatus[] = [
  'awaiting_approval',
  'queued',
  'submitting',
  'unconfirmed',
  'processing',
];
/**
 * Final statuses in which a payout may still be read from the provider. Millions of payouts may have them, so they are
 * never counted.
 */
const READ_STATUSES: readonly PayoutStatus[] = ['paid', 'failed', 'returned'];

/** Number of payouts of one account in one status, and the time at which the first of them is due. */
export interface Waiting {
  readonly account: string;
  readonly status: PayoutStatus;
  /** Number of payouts. Null for a final status, which is not counted. */
  readonly count: number | null;
  /**
   * Earliest time at which the worker has work on one of the payouts, in epoch milliseconds. It may be in the future.
   * Null if nothing is planned.
   */
  readonly oldestDueAt: number | null;
}

interface RawWaiting {
  readonly account: string;
  readonly status: PayoutStatus;
  readonly waits: number | string;
  readonly number: number | string;
  readonly oldest: number | string | null;
}

/**
 * SQL that turns one JSON parameter into a table of accounts and statuses. `waits` is 1 if the payouts of that status
 * are to be counted, else 0.
 */
const KEYS = {
  sqlite: `(SELECT json_extract(value, '$[0]') AS account, json_extract(value, '$[1]') AS status,
    json_extract(value, '$[2]') AS waits FROM json_each(?)) n`,
  mysql: `JSON_TABLE(?, '$[*]' COLUMNS (
    account VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$[0]',
    status VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$[1]', waits INT PATH '$[2]')) n`,
} as const;

const OF_KEY = 'p.account = n.account AND p.status = n.status';
/**
 * Condition for a payout on which the worker has planned work. If the payout is in review, the worker does not send it.
 * If it is in review because its account now has another scope, the worker does not read it either.
 */
const IS_WORKED_ON =
  "(p.review_reason IS NULL OR (p.status <> 'queued' AND p.review_reason <> 'account_changed')) AND p.next_at IS NOT NULL";

/**
 * Reads numbers for the metrics. Each method runs one statement, which uses an index and skips payouts without any work
 * left.
 */
export class Measurements {
  constructor(private readonly manager: EntityManager) {}

  /**
   * Returns one entry for each of these accounts and each status with possible work, in the order of the accounts. A
   * status without payouts has an entry too.
   */
  async waiting(accounts: readonly string[]): Promise<Waiting[]> {
    const keys = accounts.flatMap((account) => [
      ...WAITING_STATUSES.map((status) => [account, status, 1]),
      ...READ_STATUSES.map((status) => [account, status, 0]),
    ]);
    const rows: RawWaiting[] = await this.manager.query(this.waitingSql, [JSON.stringify(keys)]);
    return rows.map(({ account, status, waits, number, oldest }) => ({
      account,
      status,
      count: Number(waits) === 1 ? Number(number) : null,
      oldestDueAt: oldest === null ? null : Number(oldest),
    }));
  }

  /**
   * Returns the number of payouts in review by reason, for all accounts. A reason without payouts is not in the map.
   */
  async reviews(): Promise<ReadonlyMap<string, number>> {
    const rows: { reason: string; number: number | string }[] = await this.manager.query(
      'SELECT review_reason AS reason, COUNT(*) AS number FROM cauri_payout WHERE review_reason IS NOT NULL GROUP BY review_reason',
    );
    return new Map(rows.map(({ reason, number }) => [reason, Number(number)]));
  }

  /** Returns the number of payouts in review by account. An account without any is not in the map. */
  async reviewsByAccount(): Promise<ReadonlyMap<string, number>> {
    // Groups by reason first, which is the order of the index. Grouped by account alone, SQLite would read the whole
    // table.
    const rows: { account: string; number: number | string }[] = await this.manager.query(
      'SELECT account, COUNT(*) AS number FROM cauri_payout WHERE review_reason IS NOT NULL GROUP BY review_reason, account',
    );
    const counts = new Map<string, number>();
    for (const { account, number } of rows) counts.set(account, (counts.get(account) ?? 0) + Number(number));
    return counts;
  }

  /**
   * Returns the earliest due time of all pending webhook deliveries to enabled endpoints, in epoch milliseconds.
   * Returns null if there is none.
   */
  async oldestDelivery(): Promise<number | null> {
    const rows: { oldest: number | string | null }[] = await this.manager.query(
      `SELECT MIN((SELECT MIN(d.next_at) FROM cauri_webhook_delivery d
         WHERE d.endpoint_id = e.id AND d.status = 'pending' AND d.next_at IS NOT NULL)) AS oldest
       FROM cauri_webhook_endpoint e WHERE e.enabled = 1`,
    );
    const oldest = rows[0]?.oldest ?? null;
    return oldest === null ? null : Number(oldest);
  }

  private get waitingSql(): string {
    const keys = this.manager.connection.options.type === 'better-sqlite3' ? KEYS.sqlite : KEYS.mysql;
    return `SELECT n.account, n.status, n.waits,
      CASE WHEN n.waits = 1 THEN (SELECT COUNT(*) FROM cauri_payout p WHERE ${OF_KEY}) ELSE 0 END AS number,
      (SELECT p.next_at FROM cauri_payout p WHERE ${OF_KEY} AND ${IS_WORKED_ON} ORDER BY p.next_at LIMIT 1) AS oldest
      FROM ${keys}`;
  }
}
