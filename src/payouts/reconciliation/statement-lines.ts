import type { StatementLine } from '../../common/payout-connector.js';

/** Number of lines that are compared together, with one query for their payouts. */
const PORTION = 200;

/**
 * Returns a text that is equal for two lines with the same reference, amount, currency and recipient. The status is not
 * part of it, because it may change while the list is read.
 */
function contentOf({ observation: { echo } }: StatementLine): string {
  return JSON.stringify([echo.reference, echo.amount, echo.currency, echo.recipient]);
}

/**
 * Yields the lines in parts of up to 200, in the order of the list. A line that appears twice, because the list grew
 * while it was read, is yielded once.
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

/** Yields each line once. A line whose id was seen before, but with other values, is yielded too. */
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
