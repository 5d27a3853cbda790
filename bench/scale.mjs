import { CAURI } from './contenders.mjs';
import { KEY, median, send } from './load.mjs';
import { freePort, until } from './processes.mjs';
import { printTable } from './table.mjs';

const DUE = 1_000;
const FIRST_ROWS = 1_000;
const DAY_MS = 86_400_000;
const WATCHED_DAYS = 90;
const TRIES = 5;

const LISTS = {
  everything: '',
  'status=failed': 'status=failed',
  'status=paid,failed': 'status=paid,failed',
  'review=true': 'review=true',
  reference: 'reference=nobody-has-this',
  account: 'account=djamo',
  provider: 'provider=djamo',
  'createdFrom and createdTo': `createdFrom=${timeOf(40)}&createdTo=${timeOf(39)}`,
  createdTo: `createdTo=${timeOf(60)}`,
};
const COLUMNS = {
  pass: [`${DUE} due until all are paid, s`, 2],
  slowest: ['slowest list ms', 0],
  ...Object.fromEntries(Object.keys(LISTS).map((name) => [name, [name, 0]])),
};

function timeOf(daysAgo) {
  return new Date(Date.now() - daysAgo * DAY_MS).toISOString();
}

/** The same work and the same lists among few settled payouts and among many, on both databases. */
export async function compareScales(stage, many = 1_000_000, few = 10_000) {
  const results = new Map();
  for (const contender of [CAURI.MariaDB, CAURI.SQLite]) {
    const measured = [];
    for (const settled of [few, many]) {
      const result = await measure(stage, contender, settled);
      measured.push(result);
      results.set(`${contender.name}, ${settled} settled`, result);
      process.stderr.write(`${contender.name}, ${settled} settled: ${JSON.stringify(result)}\n`);
    }
    const [before, after] = measured;
    process.stdout.write(`${contender.name}: a pass takes ${(after.pass / before.pass).toFixed(2)} × as long\n`);
  }
  printTable(`${DUE} due among settled payouts, lists of 50`, COLUMNS, results);
}

async function measure(stage, contender, settled) {
  // Both runs have the provider at one address, which is part of what a payout is accepted for.
  const providerPort = await freePort();
  const off = { providerPort, settings: { WORKER: 'off' } };
  const { databaseUrl, lists } = await stage.run(
    contender,
    async (running) => {
      await send(running.url, { count: FIRST_ROWS, atOnce: 64, prefix: 'settled' });
      await settle(running, settled);
      await send(running.url, { count: DUE, atOnce: 64, prefix: 'due' });
      return { databaseUrl: running.databaseUrl, lists: await listTimes(running.url) };
    },
    off,
  );
  const pass = await stage.run(contender, (running) => timeOfPass(running, settled), { databaseUrl, providerPort });
  return { pass, slowest: Math.max(...Object.values(lists)), ...lists };
}

async function timeOfPass({ database, ledger }, settled) {
  const begun = performance.now();
  await until(async () => (await ledger()).executed >= DUE, `${DUE} are executed`);
  const open =
    "SELECT COUNT(*) AS open FROM cauri_payout WHERE status IN ('queued', 'submitting', 'unconfirmed', 'processing')";
  await until(async () => Number((await database.ask(open))[0].open) === 0, `${settled} and ${DUE} are paid`);
  return (performance.now() - begun) / 1_000;
}

async function listTimes(url) {
  const times = {};
  for (const [name, query] of Object.entries(LISTS)) {
    const tries = [];
    for (let count = 0; count < TRIES; count += 1) {
      const begun = performance.now();
      const answer = await fetch(`${url}/v1/payouts?limit=50&${query}`, {
        headers: { authorization: `Bearer ${KEY}` },
      });
      if (answer.status !== 200) throw new Error(`a list by ${name} was answered ${answer.status}`);
      await answer.text();
      tries.push(performance.now() - begun);
    }
    times[name] = median(tries);
  }
  return times;
}

/** Makes the first payouts paid and watched, then doubles them until there are so many, spread over ninety days. */
async function settle({ database }, count) {
  const now = Date.now();
  await database.ask('UPDATE cauri_payout SET status = ?, next_at = ?, settled_at = created_at', [
    'paid',
    now + DAY_MS,
  ]);
  const isSqlite = database.name === 'SQLite';
  const [row] = await database.ask('SELECT * FROM cauri_payout LIMIT 1');
  const id = isSqlite ? 'lower(hex(randomblob(18)))' : 'UUID()';
  const hash = isSqlite ? 'lower(hex(randomblob(32)))' : 'SHA2(UUID(), 256)';
  const ago = isSqlite ? `abs(random()) % ${WATCHED_DAYS * DAY_MS}` : `FLOOR(RAND() * ${WATCHED_DAYS * DAY_MS})`;
  const other = { id, idempotency_hash: hash, reference: hash, reference_hash: hash, created_at: `${now} - ${ago}` };
  const names = Object.keys(row);
  const values = names.map((name) => other[name] ?? `\`${name}\``).join();
  const quoted = names.map((name) => `\`${name}\``).join();
  for (let there = FIRST_ROWS; there < count; there *= 2) {
    const more = Math.min(there, count - there);
    await database.ask(`INSERT INTO cauri_payout (${quoted}) SELECT ${values} FROM cauri_payout LIMIT ${more}`);
  }
}
