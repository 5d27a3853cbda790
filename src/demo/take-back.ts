import type { PayoutView } from './cauri-client.js';
import type { Stage } from './stage.js';

/** Result of taking back the money of a paid payout. */
export interface TakenBack {
  /** HTTP status of the response to the cancellation. */
  readonly answer: number;
  readonly payout: PayoutView;
  /** Returned amount in the provider's ledger, as a decimal string. Empty if nothing came back. */
  readonly ledger: string;
}

/**
 * Cancels a paid payout and waits until its money is returned.
 * @throws if it is not returned after 45 seconds
 */
export async function takeBack(stage: Stage, id: string): Promise<TakenBack> {
  const { status } = await stage.cauri.cancel(id);
  const payout = await stage.until(
    () => stage.cauri.payout(id),
    (answer) => answer.status === 'returned',
  );
  return { answer: status, payout, ledger: (await stage.evidence()).returned(id).join() };
}
