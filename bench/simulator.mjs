import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * A lean provider with Djamo's two calls, as a process of its own: executes at once, has settled 5 ms later, and keeps
 * a ledger. `GET /ledger` tells how much it executed. Prints its port.
 */
const SETTLES_MS = 5;
const transfers = new Map();
const byReference = new Map();

function reply(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function execute({ amount, msisdn, reference, description = null }) {
  const at = new Date().toISOString();
  const id = `txn_${randomUUID()}`;
  const status = 'pending';
  const order = { amount, msisdn, reference, description, type: 'transfer' };
  const told = { createdAt: at, updatedAt: at, fee: 0, totalAmount: amount, failureReason: null, batchId: null };
  const transfer = { id, status, ...order, ...told };
  transfers.set(id, { transfer, settlesAt: Date.now() + SETTLES_MS });
  byReference.set(reference, [...(byReference.get(reference) ?? []), id]);
  return transfer;
}

function view(id) {
  const { transfer, settlesAt } = transfers.get(id);
  if (Date.now() >= settlesAt) transfer.status = 'completed';
  return transfer;
}

function read(url, response) {
  const id = url.pathname.slice('/v1/transactions/'.length);
  if (transfers.has(id)) return reply(response, 200, view(id));
  if (id) return reply(response, 404, { statusCode: 404, message: 'not found' });
  const ids = byReference.get(url.searchParams.get('reference')) ?? [];
  reply(response, 200, { data: ids.map(view), cursor: { next: null } });
}

function ledger() {
  const twice = [...byReference.values()].filter((ids) => ids.length > 1).length;
  return { executed: transfers.size, references: byReference.size, twice };
}

createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const url = new URL(request.url, 'http://provider');
    if (url.pathname === '/ledger') return reply(response, 200, ledger());
    if (request.method === 'POST') return reply(response, 201, execute(JSON.parse(Buffer.concat(parts))));
    return read(url, response);
  });
}).listen(Number(process.env.PORT ?? 0), '127.0.0.1', function listening() {
  process.stdout.write(`${this.address().port}\n`);
});
// Ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0));
