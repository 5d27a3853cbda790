import type { PayoutView } from './cauri-client.js';
import type { Evidence } from './evidence.js';

/** Summary of several payouts, for the final table. */
export interface Tally {
  readonly payouts: number;
  /** Number of payouts by status, such as `3 paid, 1 failed`. A payout in review counts as `in review`. */
  readonly statuses: string;
  readonly posts: number;
  /** Largest number of POSTs for one payout. More than 1 means that a payout was sent again. */
  readonly mostPosts: number;
  readonly executed: number;
  /** Largest number of executions of one payout. More than 1 is an error: no payout may be executed twice. */
  readonly mostExecuted: number;
}

/**
 * Counts the statuses, POSTs and executions of payouts. The POSTs and executions are those at the providers, from
 * `evidence`.
 */
export function tally(payouts: readonly PayoutView[], evidence: Evidence): Tally {
  const posts = payouts.map(({ id }) => evidence.posts(id));
  const executed = payouts.map(({ id }) => evidence.executions(id));
  return {
    payouts: payouts.length,
    statuses: statusCounts(payouts),
    posts: sum(posts),
    mostPosts: Math.max(0, ...posts),
    executed: sum(executed),
    mostExecuted: Math.max(0, ...executed),
  };
}

/** Returns the summary as a part of a sentence, such as `2 paid; 2 POSTs arrived, 2 executed`. */
export function numbers({ statuses, posts, executed }: Tally): string {
  return `${statuses}; ${plural(posts, 'POST')} arrived, ${executed} executed`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Returns true if all payouts have this status and none is in review. It is true for an empty list. */
export function all(payouts: readonly PayoutView[], status: string): boolean {
  return payouts.every((payout) => payout.status === status && payout.review === null);
}

function statusCounts(payouts: readonly PayoutView[]): string {
  const counts = new Map<string, number>();
  for (const { status, review } of payouts) {
    const word = review === null ? status : 'in review';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
