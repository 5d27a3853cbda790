import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface Post {
  url: string;
  /** JSON. */
  text: string;
  headers?: Record<string, string>;
}

/** Longer than any receiver that does its work first should take. */
const TIMEOUT_MS = 10_000;

/**
 * Names that are reserved for documentation (RFC 2606). The documents' own samples have https://example.com/callback:
 * whoever tries with a sample must not tell a stranger about it.
 */
const SAMPLE_HOST = /(^|\.)example(\.(com|net|org))?$/;

/** One POST on a connection of its own; redirects are not followed. Never rejects. */
export function post({ url, text, headers }: Post, signal: AbortSignal): Promise<number | 'unreachable'> {
  const target = new URL(url);
  if (SAMPLE_HOST.test(target.hostname)) return Promise.resolve('unreachable');
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  const content = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const options = {
    method: 'POST',
    headers: { ...content, ...headers },
    agent: false,
    timeout: TIMEOUT_MS,
    signal,
  } as const;
  return new Promise((resolve) => {
    const request = send(target, options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 'unreachable');
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve('unreachable'));
    request.on('close', () => resolve('unreachable'));
    request.end(text);
  });
}
