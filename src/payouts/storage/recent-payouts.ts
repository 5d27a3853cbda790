import type { EntityManager } from 'typeorm';
import type { PayoutStatus } from '../domain/payout.js';

const HOUR_MS = 3_600_000;
/** The time in a payout's id may be earlier than its acceptance, but by no more than this number of milliseconds. */
const ID_LEEWAY_MS = 60_000;

/** Number of payouts of an account that were accepted within one hour and have a certain status now. */
export interface HourlyCount {
  readonly account: string;
  readonly status: PayoutStatus;
  /** Start of the hour, epoch milliseconds. */
  readonly hour: number;
  readonly count: number;
}

type Raw = Record<'account' | 'status' | 'hour' | 'number', string | number>;

/**
 * Counts the payouts accepted at `since` (epoch milliseconds) or later, by account, status and hour. A group without
 * payouts has no entry. Ids are UUIDv7 and begin with their time, so this reads one range of the primary key, or of the
 * index on the consumer.
 * @param consumer null counts the payouts of all consumers
 */
export async function countByHour(
  manager: EntityManager,
  since: number,
  consumer: string | null,
): Promise<HourlyCount[]> {
  const own = consumer === null ? '' : 'consumer = ? AND';
  const rows: Raw[] = await manager.query(
    `SELECT account, status, created_at - created_at % ${HOUR_MS} AS hour, COUNT(*) AS number FROM cauri_payout
     WHERE ${own} id >= ? AND created_at >= ? GROUP BY account, status, created_at - created_at % ${HOUR_MS}`,
    [...(consumer === null ? [] : [consumer]), idAt(since - ID_LEEWAY_MS), since],
  );
  return rows.map(({ account, status, hour, number }) => ({
    account: String(account),
    status: status as PayoutStatus,
    hour: Number(hour),
    count: Number(number),
  }));
}

/** Returns the smallest UUIDv7 that has this time, given in epoch milliseconds. */
function idAt(at: number): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
