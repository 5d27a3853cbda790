import type { StatementLine } from '../../common/payout-connector.js';

/** Lines processed together, with one query for all their payouts. */
const PORTION = 200;

/** Returns the values that identify a line. The status is left out, because it may change while the list is read. */
function contentOf({ observation: { echo } }: StatementLine): string {
  return JSON.stringify([echo.reference, echo.amount, echo.currency, echo.recipient]);
}

/**
 * Yields the lines in portions, in the order of the list. Skips lines that are repeated because the list grows
 * meanwhile.
 */
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

/** Yields each line once. A line with a known id but other values is not a repetition. */
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
