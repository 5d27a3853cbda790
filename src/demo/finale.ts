import { table } from '../terminal/table.js';
import { isSettled, type PayoutView } from './cauri-client.js';
import type { Evidence } from './evidence.js';
import type { Order, Stage } from './stage.js';
import { tally } from './tally.js';
import { type Check, compare, reviews } from './verdict.js';

/**
 * Headings of the final table, which has at most 80 columns. `most` is the largest number for a single payout: first of
 * POSTs, then of executions.
 */
const HEAD = ['what happened', 'payouts', 'ended', 'POSTs', 'most', 'executed', 'most'];

/**
 * Waits until all payouts are final or in review, prints them as a table and compares them with the providers' ledgers.
 * Returns true if all records agree. A payout in review (a person must decide) is printed, but does not count as a
 * difference.
 * @throws if any of them is still open after 45 seconds
 */
export async function finale(stage: Stage): Promise<boolean> {
  const { reporter, orders } = stage;
  reporter.scene('Until everything is final');
  const payouts = await stage.allSettled();
  const evidence = await stage.evidence();
  reporter.step(payouts.every(isSettled), `${payouts.length} payouts, none of them still open`);

  reporter.scene('What happened');
  reporter.lines(table(HEAD, rows(orders, payouts, evidence), { ruled: true }));
  reporter.note('most: of one payout');

  reporter.scene("Cauri's payouts against the ledgers of the providers");
  const books = { orders, payouts, ledgers: evidence.ledgers };
  const checks = compare(books);
  for (const check of checks) tell(stage, check);
  for (const review of reviews(books)) reporter.note(`waits for a person: ${review}`);
  return checks.every(({ differences }) => differences.length === 0);
}

/**
 * Returns one table row for each group of payouts, with its numbers of POSTs and of executions. The groups are in the
 * order in which their first payouts were requested.
 */
function rows(orders: readonly Order[], payouts: readonly PayoutView[], evidence: Evidence): (string | number)[][] {
  const byId = new Map(payouts.map((payout) => [payout.id, payout]));
  return [...new Set(orders.map(({ group }) => group))].map((group) => {
    const inGroup = orders.filter((order) => order.group === group).flatMap(({ id }) => byId.get(id) ?? []);
    const { posts, mostPosts, executed, mostExecuted, statuses } = tally(inGroup, evidence);
    return [group, inGroup.length, statuses, posts, mostPosts, executed, mostExecuted];
  });
}

function tell({ reporter }: Stage, { statement, differences }: Check): void {
  reporter.step(differences.length === 0, statement);
  for (const difference of differences) reporter.difference(difference);
}
