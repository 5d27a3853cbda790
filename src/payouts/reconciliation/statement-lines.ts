import type { StatementLine } from '../../common/payout-connector.js';

/** Number of lines that are compared together, with one query for their payouts. */
const PORTION = 200;

/**
 * Returns a text with the values that identify a line. The status is not part of it, because it may change during the
 * read.
 */
function contentOf({ observation: { echo } }: StatementLine): string {
  return JSON.stringify([echo.reference, echo.amount, echo.currency, echo.recipient]);
}

/**
 * Yields the lines in parts, in the order of the list. It skips a line that appears twice because the list grew during
 * the read.
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

/** Yields each line once. A line with a known id but other values is not skipped. */
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
