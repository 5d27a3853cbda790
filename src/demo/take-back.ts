import type { Payout } from './cauri-client.js';
import type { Stage } from './stage.js';

export interface TakenBack {
  /** HTTP status of the answer to the cancellation. */
  readonly answer: number;
  readonly payout: Payout;
  /** The amount that came back, from the provider's ledger. */
  readonly ledger: string;
}

/** Cancels a paid payout and waits for its return. */
export async function takeBack(stage: Stage, id: string): Promise<TakenBack> {
  const { status } = await stage.cauri.cancel(id);
  const payout = await stage.until(
    () => stage.cauri.payout(id),
    (answer) => answer.status === 'returned',
  );
  return { answer: status, payout, ledger: (await stage.evidence()).returned(id).join() };
}
