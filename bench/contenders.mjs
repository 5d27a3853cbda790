import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { KEY } from './load.mjs';

const ROOT = join(import.meta.dirname, '..');
const AT_ONCE = 64;
const POLL_MS = 100;

/** The same conditions for everybody: 64 at a time, first read after 100 ms, no rate limit. */
function baseline(name, file, more = {}) {
  return {
    name,
    database: 'MariaDB',
    command: [join(import.meta.dirname, 'dist', file)],
    env: { API_KEY: KEY, AT_ONCE: String(AT_ONCE), POLL_MS: String(POLL_MS), ...more },
    paid: "SELECT COUNT(*) AS paid FROM payout WHERE status = 'paid'",
  };
}

function cauri(database) {
  return {
    name: `Cauri, ${database}`,
    database,
    command: [join(ROOT, 'dist', 'main.js')],
    env: {
      API_KEYS: `bench:${KEY}:*`,
      SUBMIT_RATE: '10000/s',
      READ_RATE: '10000/s',
      SUBMIT_CONCURRENCY: String(AT_ONCE),
      POLL_PLAN: `${POLL_MS}ms,${POLL_MS}ms,1s`,
      LOG_LEVEL: 'warn',
    },
    paid: "SELECT COUNT(*) AS paid FROM cauri_payout WHERE status = 'paid'",
    isOurs: true,
  };
}

export const CAURI = { MariaDB: cauri('MariaDB'), SQLite: cauri('SQLite') };
export const PLAIN = baseline('Nest + TypeORM, MariaDB', 'plain.js');

export function queueOf(redisUrl) {
  return baseline('Nest + BullMQ + Redis, MariaDB', 'queue.js', { REDIS_URL: redisUrl, RUN: randomUUID() });
}
