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
   * Returns the time of the latest change of any payout, in epoch milliseconds. Returns 0 if there are no payouts. If
   * this time is in the future when the process starts, the clock was set back.
   */
  async lastChange(): Promise<number> {
    const rows: { last: number | null }[] = await this.manager.query(
      'SELECT MAX(updated_at) AS last FROM cauri_payout',
    );
    return Number(rows[0]?.last ?? 0);
  }

  /**
   * Subtracts `ms` milliseconds from all times in `DUE`. Also subtracts it from the start times of attempts of payouts
   * that are not final, so that the time since an attempt stays right.
   */
  async bringForward(ms: number): Promise<void> {
    for (const [table, columns] of Object.entries(DUE)) {
      const set = columns.map((column) => `${column} = ${column} - ?`).join(', ');
      const any = columns.map((column) => `${column} IS NOT NULL`).join(' OR ');
      await this.manager.query(
        `UPDATE ${table} SET ${set} WHERE ${any}`,
        columns.map(() => ms),
      );
    }
    await this.manager.query(
      'UPDATE cauri_attempt SET started_at = started_at - ? WHERE payout_id IN ' +
        "(SELECT id FROM cauri_payout WHERE status IN ('submitting', 'unconfirmed', 'processing'))",
      [ms],
    );
  }
}
