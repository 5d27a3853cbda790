import type { StatementLine } from '../../common/payout-connector.js';

/** Lines that are worked off at once: one question to the database for all of their payouts. */
const PORTION = 200;

/** What identifies a transaction, and what it moved to whom. How it stands may change while the list is read. */
function contentOf({ observation: { echo } }: StatementLine): string {
  return JSON.stringify([echo.reference, echo.amount, echo.currency, echo.recipient]);
}

/** In portions and in the order of the list, without the repeats of a list that grows while it is read. */
export async function* portions(lines: AsyncIterable<StatementLine>): AsyncGenerator<StatementLine[]> {
  let portion: StatementLine[] = [];
  for await (const line of eachOnce(lines)) {
    portion.push(line);
    if (portion.length < PORTION) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

/** A repeat that says something else than the first line with its id is no repeat. */
async function* eachOnce(lines: AsyncIterable<StatementLine>): AsyncGenerator<StatementLine> {
  const seen = new Map<string, string>();
  for await (const line of lines) {
    const { providerId } = line.observation;
    const content = contentOf(line);
    if (providerId !== null && seen.get(providerId) === content) continue;
    if (providerId !== null) seen.set(providerId, content);
    yield line;
  }
}
