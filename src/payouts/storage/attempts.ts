import { type EntityManager, In } from 'typeorm';
import type { Attempt, AttemptEnding } from '../domain/attempts.js';
import { AttemptRow } from './entities/attempt.entity.js';

function toAttempt(row: AttemptRow): Attempt {
  return { ...row, blocksResend: row.blocksResend === 1 };
}

export class Attempts {
  constructor(private readonly manager: EntityManager) {}

  async start(attempt: Pick<Attempt, 'id' | 'payoutId' | 'number' | 'startedAt'>): Promise<void> {
    await this.manager.insert(AttemptRow, {
      ...attempt,
      endedAt: null,
      outcome: null,
      proof: 'open',
      blocksResend: 0,
      reason: null,
      httpStatus: null,
    });
  }

  async of(payoutId: string): Promise<Attempt[]> {
    const rows = await this.manager.find(AttemptRow, { where: { payoutId }, order: { number: 'ASC' } });
    return rows.map(toAttempt);
  }

  async end(attempt: Pick<Attempt, 'id'>, ending: AttemptEnding): Promise<void> {
    const { blocksResend, ...columns } = ending;
    await this.manager.update(
      AttemptRow,
      { id: attempt.id },
      { ...columns, blocksResend: blocksResend ? 1 : 0, reason: ending.reason?.slice(0, 255) ?? null },
    );
  }

  /** A complete search has proven that the provider never took these. */
  async disprove(attempts: readonly Attempt[]): Promise<void> {
    if (attempts.length === 0) return;
    await this.manager.update(AttemptRow, { id: In(attempts.map(({ id }) => id)) }, { proof: 'not_executed' });
  }
}
