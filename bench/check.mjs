import { deepStrictEqual, strictEqual } from 'node:assert';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { fold } = require('../dist/payouts/domain/fold.js');
const { openOwn, databaseOptions } = require('../dist/payouts/storage/database/data-source.js');
const { UnitOfWork } = require('../dist/payouts/storage/unit-of-work.js');

const PAGE = 500;

/** A run counts only if every payout was paid once, and nothing else was. @throws otherwise */
export async function checkLedger(ledger, count) {
  deepStrictEqual(await ledger(), { executed: count, references: count, twice: 0 });
}

/** Every row of Cauri equals the fold of its events. @throws otherwise */
export async function checkBooks(databaseUrl, count) {
  const dataSource = await openOwn(await databaseOptions(databaseUrl));
  const books = new UnitOfWork(dataSource);
  const ids = (await dataSource.query('SELECT id FROM cauri_payout')).map(({ id }) => id);
  strictEqual(ids.length, count);
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE);
    const rows = await books.read(({ payouts }) => payouts.findAll(page));
    const events = byPayout(await books.read(({ payouts }) => payouts.eventsOf(page)));
    for (const [id, row] of rows) {
      const folded = fold(events.get(id) ?? []);
      deepStrictEqual(Object.fromEntries(Object.keys(folded).map((key) => [key, row[key]])), folded);
      strictEqual(events.get(id)?.length, row.eventCount);
    }
  }
  await dataSource.destroy();
}

function byPayout(events) {
  const found = new Map();
  for (const event of events) found.set(event.payoutId, [...(found.get(event.payoutId) ?? []), event]);
  return found;
}
