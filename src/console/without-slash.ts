import type { ServerResponse } from 'node:http';
import type { ConsoleRequest } from './request.js';

/**
 * Middleware that redirects a GET (308) whose address ends in a slash. Without it, Fastify would not find the page, and
 * Express would show it under both addresses.
 */
export function withoutSlash(request: ConsoleRequest, response: ServerResponse, next: () => void): void {
  const [path = '', ...query] = (request.originalUrl ?? request.url).split('?');
  if (request.method !== 'GET' || !path.endsWith('/')) {
    next();
    return;
  }
  // Two slashes at the beginning would be the address of another site.
  const place = path.slice(0, -1).replace(/^\/+/, '/');
  response.writeHead(308, { location: [place, ...query].join('?'), 'cache-control': 'no-store' }).end();
}
