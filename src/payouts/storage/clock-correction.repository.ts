import type { EntityManager } from 'typeorm';

/** Columns with times on which the next work depends, by table. */
const DUE: Readonly<Record<string, readonly string[]>> = {
  cauri_payout: ['next_at', 'resend_at', 'lease_until', 'last_read_at'],
  cauri_account_state: ['held_since', 'held_until', 'registering_until'],
  cauri_payout_notice: ['next_at'],
  cauri_outbox_reader: ['lease_until', 'moved_at'],
  cauri_webhook_endpoint: ['failing_since', 'paused_until', 'lease_until'],
  cauri_webhook_delivery: ['next_at'],
};

/**
 * Corrects stored times after the clock of a machine with a SQLite file was set back. Otherwise the work would be late
 * by the same amount.
 */
export class Timetable {
  constructor(private readonly manager: EntityManager) {}

  /**
   * Returns the time of the latest change of any payout, in epoch milliseconds. If this time is in the future when the
   * process starts, the clock was set back. Returns 0 if there are no payouts, or if this time is not later than at the
   * last correction: what was stored before it does not show again that the clock was set back.
   */
  async lastChange(): Promise<number> {
    const rows: { last: number | null; seen: number | null }[] = await this.manager.query(
      'SELECT (SELECT MAX(updated_at) FROM cauri_payout) AS last, ' +
        '(SELECT MAX(last_change) FROM cauri_clock_correction) AS seen',
    );
    const last = Number(rows[0]?.last ?? 0);
    return last > Number(rows[0]?.seen ?? 0) ? last : 0;
  }

  /**
   * Subtracts `ms` milliseconds from all times in `DUE`. Attempts that lie in the future count as made `now`. Earlier
   * ones keep their times, because it is not known which clock they have: an attempt may look younger than it is, so
   * that a person waits longer before sending again, but never older.
   */
  async bringForward(ms: number, now: number): Promise<void> {
    for (const [table, columns] of Object.entries(DUE)) {
      const set = columns.map((column) => `${column} = ${column} - ?`).join(', ');
      const any = columns.map((column) => `${column} IS NOT NULL`).join(' OR ');
      await this.manager.query(
        `UPDATE ${table} SET ${set} WHERE ${any}`,
        columns.map(() => ms),
      );
    }
    await this.manager.query(
      // MIN of a null is null, so an attempt under way stays one.
      'UPDATE cauri_attempt SET started_at = MIN(started_at, ?), ended_at = MIN(ended_at, ?) WHERE payout_id IN ' +
        "(SELECT id FROM cauri_payout WHERE status IN ('submitting', 'unconfirmed', 'processing'))",
      [now, now],
    );
    await this.manager.query(
      'INSERT OR REPLACE INTO cauri_clock_correction (id, last_change) ' +
        'SELECT 1, COALESCE(MAX(updated_at), 0) FROM cauri_payout',
    );
  }
}
