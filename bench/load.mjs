import { Pool } from 'undici';

export const KEY = 'bench-key-0123456789';

export function order(index) {
  const recipient = { msisdn: `+22507${String(index).padStart(7, '0')}0` };
  return { provider: 'djamo', amount: '5000', currency: 'XOF', recipient };
}

/** Sends payouts, so many at a time over kept connections. Returns the seconds it took and the latencies. */
export async function send(url, { count, atOnce, prefix }) {
  const pool = new Pool(url, { connections: atOnce, pipelining: 1 });
  const latencies = [];
  let next = 0;
  const begun = performance.now();
  const worker = async () => {
    for (let index = next++; index < count; index = next++) {
      const at = performance.now();
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/v1/payouts',
        headers: {
          authorization: `Bearer ${KEY}`,
          'content-type': 'application/json',
          'idempotency-key': `${prefix}-${index}`,
        },
        body: JSON.stringify(order(index)),
      });
      const text = await body.text();
      if (statusCode !== 201) throw new Error(`a payout was answered ${statusCode}: ${text.slice(0, 200)}`);
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - begun) / 1_000;
  await pool.close();
  return { seconds, ...quantiles(latencies) };
}

export function quantiles(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) };
}

export function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
