import { table } from '../terminal/table.js';
import { isSettled, type PayoutView } from './cauri-client.js';
import type { Evidence } from './evidence.js';
import type { Order, Stage } from './stage.js';
import { tally } from './tally.js';
import { type Check, compare, reviews } from './verdict.js';

/** Headings of the table, which fits a terminal of 80 columns. Each `most` is the largest number for one payout. */
const HEAD = ['what happened', 'payouts', 'ended', 'POSTs', 'most', 'executed', 'most'];

/**
 * Waits until all payouts are final, prints them as a table and compares them with the providers' ledgers. Returns true
 * if everything agrees. A payout in review is printed, but is no difference.
 * @throws if they are not final after 45 seconds
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
 * Returns a table row for each group of payouts, in the order of the first payout of each, with the numbers of POSTs
 * and executions.
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
