import { type EntityManager, In } from 'typeorm';
import type { Attempt, AttemptEnding } from '../domain/attempts.js';
import { RowSet } from './database/row-set.js';
import { AttemptRow } from './entities/attempt.entity.js';

function toAttempt(row: AttemptRow): Attempt {
  return { ...row, blocksResend: row.blocksResend === 1 };
}

const MAX_REASON = 255;

export type NewAttempt = Pick<Attempt, 'id' | 'payoutId' | 'number' | 'startedAt'>;

const NOT_ENDED = {
  endedAt: null,
  outcome: null,
  proof: 'open',
  blocksResend: 0,
  reason: null,
  providerReason: null,
  httpStatus: null,
} as const;
const ENDING = ['endedAt', 'outcome', 'proof', 'blocksResend', 'reason', 'providerReason', 'httpStatus'] as const;

export class Attempts {
  private readonly rows: RowSet<AttemptRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = new RowSet(manager, AttemptRow);
  }

  start(attempt: NewAttempt): Promise<void> {
    return this.startAll([attempt]);
  }

  startAll(attempts: readonly NewAttempt[]): Promise<void> {
    return this.rows.insert(attempts.map((attempt) => ({ ...attempt, ...NOT_ENDED })));
  }

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
        reason: ending.reason?.slice(0, MAX_REASON) ?? null,
        providerReason: ending.providerReason?.slice(0, MAX_REASON) ?? null,
      },
      seen: {},
    }));
    if ((await this.rows.update(changes, ENDING)) !== ended.length) throw new Error('an attempt is missing');
  }

  /** Marks attempts as not executed, after a complete search confirmed that the provider does not have the payout. */
  async disprove(attempts: readonly Attempt[]): Promise<void> {
    if (attempts.length === 0) return;
    await this.manager.update(AttemptRow, { id: In(attempts.map(({ id }) => id)) }, { proof: 'not_executed' });
  }
}
