import { connect } from 'node:net';
import { checkBooks, checkLedger } from './check.mjs';
import { CAURI, PLAIN, queueOf } from './contenders.mjs';
import { median, send } from './load.mjs';
import { cpuSeconds, peakMemory } from './processes.mjs';
import { allPaid } from './stage.mjs';
import { printTable } from './table.mjs';

const AT_ONCE = 64;
const WARM_UP = 500;
const REDIS_PORT = 6379;

const COLUMNS = {
  accepted: ['accepted/s', 0],
  paid: ['accepted → paid/s', 0],
  cpu: ['CPU ms per payout', 2],
  cpuOfDatabase: ['of it the database', 2],
  commits: ['transactions per payout', 1],
  memory: ['peak memory MiB', 0],
  p50: ['accept p50 ms', 0],
  p99: ['accept p99 ms', 0],
};
/** What is better when it is more; everything else when it is less. */
const MORE_IS_BETTER = ['accepted', 'paid'];

/** The load on everybody, round robin, so that a slow minute hits all of them. Prints the medians and our ratios. */
export async function compareLoads(stage, count = 5_000, runs = 3) {
  const baselines = [PLAIN, ...((await hasRedis()) ? [queueOf(`redis://127.0.0.1:${REDIS_PORT}`)] : [])];
  const contenders = [...baselines, CAURI.MariaDB, CAURI.SQLite];
  const results = new Map(contenders.map(({ name }) => [name, []]));
  for (let run = 1; run <= runs; run += 1) {
    for (const contender of contenders) {
      const result = await stage.run(contender, (running) => measure(running, count));
      results.get(contender.name).push(result);
      process.stderr.write(`run ${run}, ${contender.name}: ${JSON.stringify(rounded(result))}\n`);
    }
  }
  const medians = new Map([...results].map(([name, all]) => [name, mediansOf(all)]));
  printTable(`${count} payouts, ${AT_ONCE} at a time, medians of ${runs}`, COLUMNS, medians);
  const rivals = baselines.map(({ name }) => medians.get(name));
  for (const { name } of [CAURI.MariaDB, CAURI.SQLite]) printRatios(name, medians.get(name), rivals);
}

async function measure(running, count) {
  const { url, database, service, ledger, databaseUrl, contender } = running;
  await send(url, { count: WARM_UP, atOnce: AT_ONCE, prefix: 'warm' });
  await allPaid(running, WARM_UP);
  const cpu = () => ({ service: cpuSeconds(service.pid), database: database.pid ? cpuSeconds(database.pid) : 0 });
  const before = { cpu: cpu(), commits: await database.commits() };
  const begun = performance.now();
  const { seconds, p50, p99 } = await send(url, { count, atOnce: AT_ONCE, prefix: 'run' });
  await allPaid(running, WARM_UP + count);
  const paidSeconds = (performance.now() - begun) / 1_000;
  const after = { cpu: cpu(), commits: await database.commits() };
  const memory = peakMemory(service.pid);
  await checkLedger(ledger, WARM_UP + count);
  if (contender.isOurs) await checkBooks(databaseUrl, WARM_UP + count);
  const cpuOfDatabase = ((after.cpu.database - before.cpu.database) * 1_000) / count;
  return {
    accepted: count / seconds,
    paid: count / paidSeconds,
    cpu: ((after.cpu.service - before.cpu.service) * 1_000) / count + cpuOfDatabase,
    cpuOfDatabase: database.pid ? cpuOfDatabase : null,
    commits: after.commits === null ? null : (after.commits - before.commits) / count,
    memory,
    p50,
    p99,
  };
}

function mediansOf(results) {
  return Object.fromEntries(
    Object.keys(COLUMNS).map((key) => [key, results[0][key] === null ? null : median(results.map((one) => one[key]))]),
  );
}

function rounded(result) {
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [key, value && Math.round(value * 100) / 100]),
  );
}

function printRatios(name, ours, rivals) {
  const ratios = Object.keys(COLUMNS).flatMap((key) => {
    const others = rivals.map((rival) => rival[key]).filter((value) => value !== null);
    if (ours[key] === null || key === 'cpuOfDatabase' || others.length === 0) return [];
    const best = MORE_IS_BETTER.includes(key) ? Math.max(...others) : Math.min(...others);
    return `${COLUMNS[key][0]} ${(ours[key] / best).toFixed(2)} ×`;
  });
  process.stdout.write(`${name}, against the best baseline: ${ratios.join(', ')}\n`);
}

function hasRedis() {
  return new Promise((resolve) => {
    const socket = connect(REDIS_PORT, '127.0.0.1');
    socket.once('connect', () => {
      socket.end();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
