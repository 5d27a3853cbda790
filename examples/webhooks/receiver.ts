// Node 20 or later. npm install standardwebhooks
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? '');
// In your application: a table with the event id as its primary key.
const seen = new Set<string>();

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    try {
      // The bytes as they came. JSON that was parsed and written again has another signature.
      const body = Buffer.concat(chunks).toString();
      const event = webhook.verify(body, request.headers as Record<string, string>) as { type: string; data: object };
      const id = String(request.headers['webhook-id']);
      if (!seen.has(id)) {
        seen.add(id);
        console.log(event.type, JSON.stringify(event.data));
      }
      response.writeHead(204).end();
    } catch {
      response.writeHead(401).end();
    }
  });
}).listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
