import type { EntityManager } from 'typeorm';
import { positional } from './database/positional.js';

export interface DueRead {
  readonly id: string;
  /** True if somebody is sending this payout and holds its lease. */
  readonly isLeased: boolean;
}

export interface DueReadsQuery {
  readonly account: string;
  readonly scope: string;
  readonly now: number;
  /** A power of two, because it is part of the SQL text. */
  readonly limit: number;
  readonly held: boolean;
}

const LEASE_IS_OVER = '(lease_until IS NULL OR lease_until <= :now)';
const NOT_DISTURBED = `scope = :scope AND ${LEASE_IS_OVER}`;

/** A payout that waits to be sent again is read only while its account is held. */
export function mayReadUnconfirmed(held: boolean): string {
  const waits = 'resend_at <= :now AND review_reason IS NULL AND (expires_at IS NULL OR expires_at > :now)';
  return held ? '1 = 1' : `NOT COALESCE(${waits}, FALSE)`;
}

/**
 * The classes of due reads, most urgent first: money in doubt and credits being taken back, then what is not final,
 * then what is only watched. Each class is one range of one index in the order of `next_at`, so a backlog of a hundred
 * thousand watched credits neither delays a payout in doubt nor is sorted. Reading moves no money, so a `submitting`
 * payout is read although its lease is held.
 */
function classesOf(held: boolean): readonly string[] {
  return [
    "status = 'submitting' AND scope = :scope",
    `status = 'unconfirmed' AND ${NOT_DISTURBED} AND ${mayReadUnconfirmed(held)}`,
    `cancelling = 1 AND status = 'paid' AND ${NOT_DISTURBED}`,
    `status = 'processing' AND ${NOT_DISTURBED}`,
    ...['paid', 'failed', 'returned'].map((status) => `status = '${status}' AND ${NOT_DISTURBED}`),
  ];
}

/** The number of classes, from the front, that come before the others. The rest is watched. */
const RANKS = [0, 0, 0, 1, 2, 2, 2];

function dueReadsSql(held: boolean, limit: number): string {
  const branches = classesOf(held).map(
    (condition, index) =>
      `SELECT * FROM (SELECT id, next_at, ${RANKS[index]} AS urgency,
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

/** Returns the payouts that are due to be read, most urgent first, then oldest first. One statement. */
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
  // A credit that is being taken back is found in two classes.
  return [...new Map(ordered.toReversed().map((due) => [due.id, due])).values()].toReversed();
}
