import { type EntityManager, In } from 'typeorm';
import type { Attempt, AttemptEnding } from '../domain/attempts.js';
import { RowSet } from './database/row-set.js';
import { AttemptRow } from './entities/attempt.entity.js';

function toAttempt(row: AttemptRow): Attempt {
  return { ...row, blocksResend: row.blocksResend === 1 };
}

/** Maximum number of stored characters of a reason. */
const MAX_REASON = 255;

/** Returns a reason as it is stored: cut after 255 characters. */
export function storedReason(reason: string | null | undefined): string | null {
  return reason?.slice(0, MAX_REASON) ?? null;
}

export type NewAttempt = Pick<Attempt, 'id' | 'payoutId' | 'number' | 'startedAt'>;

/** Values of the outcome columns of an attempt before its outcome is recorded. */
const NOT_ENDED = {
  endedAt: null,
  outcome: null,
  proof: 'open',
  blocksResend: 0,
  reason: null,
  providerReason: null,
  httpStatus: null,
} as const;
/** Columns that are written together with the outcome of an attempt. */
const ENDING = ['endedAt', 'outcome', 'proof', 'blocksResend', 'reason', 'providerReason', 'httpStatus'] as const;

/** Reads and writes attempts. An attempt is one POST of a payout to the provider. */
export class Attempts {
  private readonly rows: RowSet<AttemptRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, AttemptRow);
  }

  /** Stores one attempt; see `startAll`. Its POST may be sent only after the COMMIT. */
  start(attempt: NewAttempt): Promise<void> {
    return this.startAll([attempt]);
  }

  /**
   * Stores attempts. Their POSTs may be sent only after the COMMIT.
   * @throws the driver's duplicate error if a payout already has an attempt with the same number; see `isDuplicate`
   */
  startAll(attempts: readonly NewAttempt[]): Promise<void> {
    return this.rows.insert(attempts.map((attempt) => ({ ...attempt, ...NOT_ENDED })));
  }

  /** Returns the attempts of a payout, oldest first. */
  async of(payoutId: string): Promise<Attempt[]> {
    const rows = await this.manager.find(AttemptRow, { where: { payoutId }, order: { number: 'ASC' } });
    return rows.map(toAttempt);
  }

  /** Returns each payout's attempts, oldest first. A payout that was never sent has an empty list. */
  async ofAll(payoutIds: readonly string[]): Promise<Map<string, Attempt[]>> {
    const found = new Map<string, Attempt[]>(payoutIds.map((id) => [id, []]));
    for (const row of await this.rows.by('payoutId', payoutIds)) found.get(row.payoutId)?.push(toAttempt(row));
    for (const attempts of found.values()) attempts.sort((one, other) => one.number - other.number);
    return found;
  }

  /** Writes the outcome of one attempt; see `endAll`. */
  end(attempt: Pick<Attempt, 'id'>, ending: AttemptEnding): Promise<void> {
    return this.endAll([{ attempt, ending }]);
  }

  /**
   * Writes the outcomes of attempts.
   * @throws if an attempt is missing; this is a bug, because attempts are never deleted
   */
  async endAll(
    ended: readonly { readonly attempt: Pick<Attempt, 'id'>; readonly ending: AttemptEnding }[],
  ): Promise<void> {
    const changes = ended.map(({ attempt, ending }) => ({
      row: {
        ...ending,
        id: attempt.id,
        blocksResend: ending.blocksResend ? 1 : 0,
        reason: storedReason(ending.reason),
        providerReason: storedReason(ending.providerReason),
      },
      seen: {},
    }));
    if ((await this.rows.update(changes, ENDING)) !== ended.length) throw new Error('an attempt is missing');
  }

  /** Marks attempts as not executed. Call it after a complete search that did not find the payout at the provider. */
  async disprove(attempts: readonly Attempt[]): Promise<void> {
    if (attempts.length === 0) return;
    await this.manager.update(AttemptRow, { id: In(attempts.map(({ id }) => id)) }, { proof: 'not_executed' });
  }
}
