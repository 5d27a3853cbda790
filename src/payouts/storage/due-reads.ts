import type { EntityManager } from 'typeorm';
import { positional } from './database/positional.js';

/** A payout that is due to be read from the provider. */
export interface DueRead {
  readonly id: string;
  /** True if a worker is sending this payout and has its lease (the time for which it alone owns the payout). */
  readonly isLeased: boolean;
}

/** Selects the due reads of one account. */
export interface DueReadsQuery {
  readonly account: string;
  readonly scope: string;
  /** Current time in epoch milliseconds. */
  readonly now: number;
  /**
   * Maximum number of payouts from each class of `classesOf`. A power of two, because it is part of the SQL text, and
   * each different text needs a prepared statement.
   */
  readonly limit: number;
  /** True if the account has a hold (nothing is sent from it). */
  readonly held: boolean;
}

const LEASE_IS_OVER = '(lease_until IS NULL OR lease_until <= :now)';
/** Condition for a payout of this scope that no worker is sending or reading. */
const NOT_DISTURBED = `scope = :scope AND ${LEASE_IS_OVER}`;

/**
 * Returns the SQL condition for `unconfirmed` payouts that may be read. A payout that is due to be sent again is sent,
 * not read. But while its account is `held`, nothing is sent, so it is read too.
 */
export function mayReadUnconfirmed(held: boolean): string {
  const waits = 'resend_at <= :now AND review_reason IS NULL AND (expires_at IS NULL OR expires_at > :now)';
  return held ? '1 = 1' : `NOT COALESCE(${waits}, FALSE)`;
}

/** A class of due reads: its SQL condition and its urgency. Urgency 0 is read first. */
type ReadClass = readonly [urgency: number, condition: string];

/**
 * Returns the classes of due reads. The most urgent are payouts that may or may not have been executed, and paid
 * payouts that are being canceled. Payouts in progress follow, then final payouts that are only watched.
 *
 * An `unconfirmed` payout in review is as urgent as one in progress, and the older of both is read first. It was
 * searched for and waits for a person. Read first, 26 such payouts on a plan of 600 ms used up 20 reads per second.
 *
 * Each class is one range of an index in the order of `next_at`. A hundred thousand watched payouts therefore neither
 * delay an urgent one nor have to be sorted. A `submitting` payout is read even during its lease, because a read moves
 * no money.
 */
function classesOf(held: boolean): readonly ReadClass[] {
  const unconfirmed = `status = 'unconfirmed' AND ${NOT_DISTURBED}`;
  const inReview = `${unconfirmed} AND review_reason IS NOT NULL`;
  return [
    [0, "status = 'submitting' AND scope = :scope"],
    [0, `${unconfirmed} AND review_reason IS NULL AND ${mayReadUnconfirmed(held)}`],
    [0, `cancelling = 1 AND status = 'paid' AND ${NOT_DISTURBED}`],
    [1, inReview],
    [1, `status = 'processing' AND ${NOT_DISTURBED}`],
    ...['paid', 'failed', 'returned', 'canceled'].map(
      (status): ReadClass => [2, `status = '${status}' AND ${NOT_DISTURBED}`],
    ),
  ];
}

function dueReadsSql(held: boolean, limit: number): string {
  const branches = classesOf(held).map(
    ([urgency, condition], index) =>
      `SELECT * FROM (SELECT id, next_at, ${urgency} AS urgency,
        CASE WHEN lease_until > :now THEN 1 ELSE 0 END AS leased
      FROM cauri_payout WHERE account = :account AND ${condition} AND next_at <= :now
      ORDER BY next_at, id LIMIT ${limit}) c${index}`,
  );
  return branches.join(' UNION ALL ');
}

interface Found {
  readonly id: string;
  readonly next_at: number | string;
  readonly urgency: number | string;
  readonly leased: number | string;
}

/**
 * Returns the payouts that are due to be read, by urgency and then by `next_at`. They are up to `limit` from each
 * class, so the whole list may be longer than `limit`. Runs one statement.
 */
export async function findDueReads(manager: EntityManager, query: DueReadsQuery): Promise<DueRead[]> {
  const { account, scope, now, limit, held } = query;
  const found: Found[] = await manager.query(...positional(dueReadsSql(held, limit), { account, scope, now }));
  const ordered = found
    .map(({ id, next_at, urgency, leased }) => ({
      id,
      isLeased: Number(leased) === 1,
      order: [Number(urgency), Number(next_at)] as const,
    }))
    .sort(
      (one, other) => one.order[0] - other.order[0] || one.order[1] - other.order[1] || (one.id < other.id ? -1 : 1),
    );
  // A credit that is being taken back is in two classes. It is returned only once, at its most urgent place.
  const seen = new Set<string>();
  return ordered.filter(({ id }) => !seen.has(id) && seen.add(id));
}
