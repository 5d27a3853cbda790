import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface Post {
  url: string;
  /** Body as JSON text. */
  text: string;
  headers?: Record<string, string>;
}

/** Milliseconds without any activity on the connection, after which a POST fails. */
const TIMEOUT_MS = 10_000;

/**
 * Host names that RFC 2606 reserves for documentation, such as `example.com`. The providers' samples use them. No
 * callback is sent to them, so that trying a sample contacts no foreign server.
 */
const SAMPLE_HOST = /(^|\.)example(\.(com|net|org))?$/;

/**
 * Sends one POST on a new connection, without following redirects. Returns the HTTP status, or `unreachable` for any
 * error, a timeout, a sample host, or an aborted `signal`. It does not reject.
 */
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
