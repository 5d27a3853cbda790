import { setTimeout as sleep } from 'node:timers/promises';
import { CAURI } from './contenders.mjs';
import { KEY, median, order, quantiles } from './load.mjs';
import { printTable } from './table.mjs';

const HEALTH_EVERY_MS = 20;
const ROWS_OF_ONE_INSERT = 1_000;

const COLUMNS = {
  json: ['batch as JSON, s', 2],
  csv: ['batch as CSV, s', 2],
  rows: ['the same rows as raw multi-row INSERTs, s', 2],
  times: ['batch / raw', 2],
  health: ['GET /health/live meanwhile p99 ms', 0],
  worst: ['longest', 0],
};

/** A batch of so many rows on both databases, beside the same rows written by raw INSERTs. */
export async function compareBatches(stage, count = 10_000, runs = 3) {
  const results = new Map();
  for (const contender of [CAURI.MariaDB, CAURI.SQLite]) {
    const all = [];
    for (let run = 1; run <= runs; run += 1) {
      // The worker is off: what is measured is the acceptance.
      all.push(await stage.run(contender, (running) => measure(running, count), { settings: { WORKER: 'off' } }));
    }
    const of = (key) => median(all.map((one) => one[key]));
    results.set(contender.name, Object.fromEntries(Object.keys(COLUMNS).map((key) => [key, of(key)])));
  }
  printTable(`a batch of ${count} rows, medians of ${runs}`, COLUMNS, results);
}

async function measure(running, count) {
  const orders = Array.from({ length: count }, (_, index) => order(index));
  const post = (type, body) => () => postBatch(running.url, type, body);
  const health = [];
  const json = await watched(running.url, health, post('application/json', JSON.stringify({ payouts: orders })));
  // Other recipients than those of the first batch, which would be likely duplicates.
  const others = orders.map((_, index) => order(count + index));
  const lines = others.map(({ provider, amount, currency, recipient: { msisdn } }) =>
    [provider, amount, currency, msisdn].join(),
  );
  const csv = ['provider,amount,currency,msisdn', ...lines].join('\n');
  const asCsv = await watched(running.url, health, post('text/csv', csv));
  const rows = await rawInserts(running, count);
  const { p99, max } = quantiles(health);
  return { json, csv: asCsv, rows, times: json / rows, health: p99, worst: max };
}

async function postBatch(url, type, body) {
  const begun = performance.now();
  const answer = await fetch(`${url}/v1/batches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': type, 'idempotency-key': crypto.randomUUID() },
    body,
  });
  if (answer.status !== 201)
    throw new Error(`a batch was answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  await answer.text();
  return (performance.now() - begun) / 1_000;
}

/** Does some work, and meanwhile asks every 20 ms if the service lives. */
async function watched(url, latencies, work) {
  let working = true;
  const asking = (async () => {
    while (working) {
      const begun = performance.now();
      await (await fetch(`${url}/health/live`)).text();
      latencies.push(performance.now() - begun);
      await sleep(HEALTH_EVERY_MS);
    }
  })();
  const seconds = await work();
  working = false;
  await asking;
  return seconds;
}

/** Writes the payouts, events, outbox events and lines of the first batch again, with other ids, in one transaction. */
async function rawInserts({ database }, count) {
  const tables = [];
  for (const table of ['cauri_payout', 'cauri_payout_event', 'cauri_outbox_event', 'cauri_batch_line']) {
    const rows = await database.ask(`SELECT * FROM ${table} LIMIT ${count}`);
    tables.push({ table, rows: rows.map(renamed) });
  }
  const begun = performance.now();
  await database.ask('BEGIN');
  for (const { table, rows } of tables) await insertAll(database, table, rows);
  await database.ask('COMMIT');
  return (performance.now() - begun) / 1_000;
}

/** A copy of a row in which everything that is unique differs. */
function renamed(row) {
  const other = { ...row };
  for (const name of ['id', 'idempotency_hash', 'payout_id', 'batch_id']) {
    if (other[name]) other[name] = `${other[name].slice(0, -4)}copy`;
  }
  return { ...other, ...('position' in row ? { position: null } : {}) };
}

async function insertAll(database, table, rows) {
  const names = Object.keys(rows[0]);
  // SQLite takes at most 32 766 values in one statement.
  const piece = Math.min(ROWS_OF_ONE_INSERT, Math.floor(32_766 / names.length));
  for (let from = 0; from < rows.length; from += piece) {
    const some = rows.slice(from, from + piece);
    const values = some.map(() => `(${names.map(() => '?').join()})`).join();
    const quoted = names.map((name) => `\`${name}\``).join();
    await database.ask(
      `INSERT INTO ${table} (${quoted}) VALUES ${values}`,
      some.flatMap((row) => names.map((name) => row[name])),
    );
  }
}
