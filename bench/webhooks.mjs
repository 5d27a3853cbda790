import { createServer } from 'node:http';
import { CAURI } from './contenders.mjs';
import { KEY, median, quantiles, send } from './load.mjs';
import { until } from './processes.mjs';
import { allPaid } from './stage.mjs';
import { printTable } from './table.mjs';

const ENDPOINTS = 20;
const HANGING = 3;
const AT_ONCE = 8;

const COLUMNS = {
  events: ['deliveries', 0],
  p50: ['p50 ms', 0],
  p99: ['p99 ms', 0],
  max: ['longest', 0],
};

/** Milliseconds from an event to its arrival at healthy endpoints: all 20 healthy, and with 3 that never answer. */
export async function compareWebhooks(stage, count = 200, runs = 3) {
  const results = new Map();
  for (const contender of [CAURI.MariaDB, CAURI.SQLite]) {
    for (const hanging of [0, HANGING]) {
      const all = [];
      for (let run = 1; run <= runs; run += 1) {
        const settings = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };
        all.push(await stage.run(contender, (running) => measure(running, { count, hanging }), { settings }));
      }
      const of = (key) => median(all.map((one) => one[key]));
      const name = `${contender.name}, ${hanging} of ${ENDPOINTS} hang`;
      results.set(name, Object.fromEntries(Object.keys(COLUMNS).map((key) => [key, of(key)])));
    }
  }
  printTable(`webhooks of ${count} payouts to ${ENDPOINTS} endpoints, medians of ${runs}`, COLUMNS, results);
}

async function measure(running, { count, hanging }) {
  const latencies = [];
  const ended = new Map();
  const receivers = [];
  for (let index = 0; index < ENDPOINTS; index += 1) {
    const receiver = await (index < hanging ? hang() : receive(index, latencies, ended));
    receivers.push(receiver);
    await register(running.url, receiver.address().port);
  }
  try {
    await send(running.url, { count, atOnce: AT_ONCE, prefix: 'webhooks' });
    await allPaid(running, count);
    const wanted = count * (ENDPOINTS - hanging);
    await until(async () => [...ended.values()].reduce((sum, ids) => sum + ids.size, 0) >= wanted, 'all ends are told');
    return { events: latencies.length, ...quantiles(latencies) };
  } finally {
    for (const receiver of receivers) receiver.closeAllConnections();
    await Promise.all(receivers.map((receiver) => new Promise((resolve) => receiver.close(resolve))));
  }
}

function listen(answer) {
  return new Promise((resolve) => {
    const server = createServer(answer).listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** Takes requests and never answers. */
const hang = () => listen((request) => request.resume());

/** Answers at once, and notes how old each event is and which payouts it knows to be paid. */
function receive(index, latencies, ended) {
  ended.set(index, new Set());
  return listen((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { timestamp, data } = JSON.parse(Buffer.concat(parts));
      latencies.push(Date.now() - Date.parse(timestamp));
      if (data.status === 'paid') ended.get(index).add(data.id);
      response.writeHead(204).end();
    });
  });
}

async function register(url, port) {
  const answer = await fetch(`${url}/v1/webhook-endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: `http://127.0.0.1:${port}/`, types: ['payout.updated'] }),
  });
  if (answer.status !== 201) throw new Error(`an endpoint was answered ${answer.status}: ${await answer.text()}`);
}
